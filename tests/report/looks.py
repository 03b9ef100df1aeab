"""The look that the tests render with."""

from pathlib import Path

from agent_router.model.report import QueueReportInput, RunReportInput, WeekReportInput
from agent_router.report.interface import Format, Look
from agent_router.report.rendering import render_queue, render_run, render_week
from tests.places import REPOSITORY
from tests.report.sample_policy import sample_policy

TEMPLATES = REPOSITORY / "report_templates"
LOOK = Look((TEMPLATES,), sample_policy().branding, "agent-router 0.1.0")


def look_with(folder: Path) -> Look:
    return Look((folder, TEMPLATES), LOOK.branding, LOOK.generator)


def bytes_of(given: RunReportInput | WeekReportInput | QueueReportInput, form: Format, look: Look = LOOK) -> bytes:
    match given:
        case RunReportInput():
            (file,) = render_run(given, (form,), look)
        case WeekReportInput():
            (file,) = render_week(given, (form,), look)
        case QueueReportInput():
            (file,) = render_queue(given, (form,), look)
    return file.data


def html_of(given: RunReportInput | WeekReportInput | QueueReportInput, look: Look = LOOK) -> str:
    return bytes_of(given, Format.HTML, look).decode()
