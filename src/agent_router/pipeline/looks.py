"""How reports of a workspace look: its own templates first, then the shipped ones."""

from pathlib import Path

from agent_router import __version__
from agent_router.model.policy import Branding, Policy
from agent_router.pipeline.shipped import shipped_folder
from agent_router.pipeline.workspace import find_workspace
from agent_router.report.interface import Look

TEMPLATES = "report_templates"


def look_of(policy: Policy | None, near: Path) -> Look:
    """The look for a report about something at `near`; without a policy, plain branding."""
    workspace = find_workspace(near)
    folders = [shipped_folder(TEMPLATES)]
    if workspace is not None and (workspace.root / TEMPLATES).is_dir():
        folders.insert(0, workspace.root / TEMPLATES)
    branding = policy.branding if policy is not None else Branding()
    return Look(tuple(dict.fromkeys(folders)), branding, f"agent-router {__version__}")
