"""The door of the report room: which formats there are, how a report looks, and what comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from agent_router.errors import RouterError
from agent_router.model.policy import Branding
from agent_router.model.report import Attachment, ReportKind
from agent_router.report.facts.queue_facts import QueueFacts
from agent_router.report.facts.run_facts import RunFacts
from agent_router.report.facts.week_facts import WeekFacts


class Format(Enum):
    """What a report can be written as; the value is the file's extension and the word on the command line."""

    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Look:
    """How a report looks, and which program made it."""

    template_folders: tuple[Path, ...]
    """Searched in order, file by file: a workspace's `report_templates/` before the shipped one."""
    branding: Branding
    generator: str
    """Program and version, such as `agent-router 0.1.0`."""


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file of a report."""

    name: str
    """File name without folder; the same report has the same name in every format but for the extension."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """What every format is given: the same facts, their digest, and the files that travel with them."""

    kind: ReportKind
    name: str
    """File name without extension."""
    facts: RunFacts | WeekFacts | QueueFacts
    attachments: tuple[Attachment, ...] = ()


class ReportFormat(Protocol):
    """One format: a module of `formats/` with this function."""

    def __call__(self, document: Document, look: Look) -> bytes:
        """The document's bytes: same document and look, same bytes."""
        ...


class TemplateFault(RouterError):
    """A report template is at fault: which file, which line, and the name or word that does not fit."""

    def __init__(self, file: str, line: int, found: str) -> None:
        """Keep the place and the words."""
        self.file, self.line, self.found = file, line, found
        super().__init__(
            f"{file} line {line}: {found} "
            "Correct the template, or take your copy away so that the one that came with the program is used."
        )


class FormatUnavailable(RouterError):
    """This kind of report is not written in that format."""


FORMATS_OF: dict[ReportKind, Sequence[Format]] = {
    ReportKind.RUN: (Format.HTML, Format.PDF, Format.JSON),
    ReportKind.WEEK: (Format.HTML, Format.PDF, Format.JSON, Format.XLSX),
    ReportKind.QUEUE: (Format.HTML, Format.PDF, Format.JSON, Format.XLSX),
}
"""Which formats a kind of report has; the workbook is a register of many rows."""
