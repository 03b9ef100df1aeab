"""What the benchmarks say of plain enumeration is what was timed, and nothing else."""

import importlib.util
from types import ModuleType

import pytest

from tests.places import REPOSITORY
from tests.policies import starter_policy


@pytest.fixture(autouse=True)
def _beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(REPOSITORY / "benchmarks")


def benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", REPOSITORY / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_making_columns_is_not_told_as_time_of_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = benchmark("analysis")
    monkeypatch.setattr(analysis, "CHUNK", 50)
    policy = starter_policy()
    cut = analysis.analyze(analysis.routes(policy, 5, 7), policy)
    peer = analysis.enumerated(cut, 0.0)
    assert 0 < peer.done <= 50 <= peer.tasks
    assert min(peer.making, peer.answering) > 0
    assert peer.whole == peer.answering * peer.tasks / peer.done


def test_making_tasks_is_not_told_as_time_of_routing_them() -> None:
    peer = benchmark("check").enumerated(starter_policy(), 0.0)
    assert 0 < peer.done < peer.tasks
    assert min(peer.making, peer.answering) > 0
    assert peer.whole == peer.answering * peer.tasks / peer.done
