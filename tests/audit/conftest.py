"""One whole workspace, built once for all tests of the audit; each test breaks a copy of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_router.pipeline import demo
from agent_router.pipeline.contracting import ContractTarget, write_one_contract
from agent_router.pipeline.demo_story import CONTRACTS_WRITTEN, CUT_OFF, SCENES
from agent_router.pipeline.reporting import Order, report_runs
from agent_router.pipeline.routing_queue import route_queue
from agent_router.pipeline.starting import start_workspace
from agent_router.pipeline.workspace import Workspace

RUNS = ("cart-rounding", "settings-migration-discovery", "settings-migration")
CONTRACTS = ("ENG-101", "ENG-120")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs of the demonstration under two contracts, approved, signed, one of them reported."""
    root = tmp_path_factory.mktemp("audited") / "work"
    list(start_workspace(root))
    workspace = Workspace(root)
    queue, workbook = demo._sources(workspace)
    routed = route_queue(queue, workbook)
    for task in CONTRACTS:
        write_one_contract(routed, task, ContractTarget(root / "contracts" / task, workbook, CONTRACTS_WRITTEN))
    for scene in SCENES:
        if scene.name in RUNS:
            demo._play(workspace, scene, _silent)
    order = Order(root / "reports", ("json",), CUT_OFF, replayed_clock=True)
    list(report_runs([root / "evidence" / "settings-migration"], order, _silent))
    for name in ("logs", "repositories", "report_templates"):
        shutil.rmtree(root / name, ignore_errors=True)
    return root


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy to break."""
    root = tmp_path / "work"
    shutil.copytree(built, root)
    yield root
    shutil.rmtree(root)


def _silent(text: str) -> None:
    del text
