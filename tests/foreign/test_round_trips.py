"""Workbooks that LibreOffice opened and saved, also by way of `.ods`, say the same and are found fault with alike.

All fixtures of `tests/faults` take many minutes, so a sample goes by default; `EVERY_FIXTURE=1`, which `make test-deep`
sets, sends all of them, and the shipped workbook as it is (`tests/workbook/test_starter.py` sends it every time).
"""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent_router.errors import CannotRead, InputRejected
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.workbook.interface import read_policy
from tests.faults.catalogue import all_faults
from tests.faults.checking import made
from tests.faults.fault import CANNOT_READ, Fault
from tests.foreign.excel_features import FOREIGN as FEATURES
from tests.foreign.foreign import Foreign, Said
from tests.foreign.meaning import meaning
from tests.policies import STARTER

_OFFICE = shutil.which("soffice")
_EVERY = os.environ.get("EVERY_FIXTURE") == "1"
_WAYS = ("resaved", "by way of ods")
_MANY = 2
"""How many fixtures go by default, spread over the catalogue."""
_PATIENCE = 7200 if _EVERY else 900
"""Seconds for one call; a workbook takes about two."""
_BY_LIBREOFFICE = {
    "WB105": ("WB104", "it knows one kind of hidden sheets, so that deeply hidden ones become plainly hidden"),
}
"""What is said before, what is said after (nothing when empty), and why; everything else stays as it is."""

pytestmark = [
    pytest.mark.office,
    pytest.mark.uncounted,
    pytest.mark.skipif(_OFFICE is None, reason="LibreOffice (soffice) is not installed"),
]


@dataclass(frozen=True)
class _Read:
    """What reading a workbook gave."""

    means: Hashable | None
    said: Counter[Said]


def _faults() -> tuple[Fault, ...]:
    faults = tuple(fault for fault in all_faults() if fault.code != CANNOT_READ)
    return faults if _EVERY else faults[:: max(1, len(faults) // _MANY)]


def _features() -> tuple[Foreign, ...]:
    wanted = {"filter, hidden rows and columns, groups", "days since 1904", "a totals row", "hidden sheets"}
    found = tuple(foreign for foreign in FEATURES if foreign.name in wanted)
    return found if _EVERY else found[:2]


def _sources() -> dict[str, bytes]:
    sources = {"shipped": STARTER.read_bytes()} if _EVERY else {}
    sources |= {f"{fault.code}-{fault.name}": made(fault.change) for fault in _faults()}
    return sources | {foreign.name.replace(" ", "-").replace(",", ""): foreign.make() for foreign in _features()}


_NAMES = (
    *(("shipped",) if _EVERY else ()),
    *(f"{fault.code}-{fault.name}" for fault in _faults()),
    *(foreign.name.replace(" ", "-").replace(",", "") for foreign in _features()),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every workbook as made, as saved again, and as saved by way of `.ods`; three calls of LibreOffice in all."""
    root = tmp_path_factory.mktemp("office")
    (root / "made").mkdir()
    for name, data in _sources().items():
        (root / "made" / f"{name}.xlsx").write_bytes(data)
    _convert(root, "made/*.xlsx", "ods", "ods")
    _convert(root, "ods/*.ods", "xlsx", "by way of ods")
    _convert(root, "made/*.xlsx", "xlsx", "resaved")
    return root


def _convert(root: Path, files: str, kind: str, into: str) -> None:
    own = f"-env:UserInstallation={(root / 'profile').as_uri()}"
    words = [_OFFICE or "", own, "--headless", "--convert-to", kind, "--outdir", str(root / into)]
    subprocess.run([*words, *map(str, sorted(root.glob(files)))], check=True, capture_output=True, timeout=_PATIENCE)


def _read(file: Path) -> _Read:
    try:
        policy: Policy = read_policy(file.read_bytes(), file.name)
    except InputRejected as rejected:
        return _Read(None, _said(rejected.problems))
    except CannotRead as refused:
        return _Read(None, Counter({(refused.found, ""): 1}))
    return _Read(meaning(policy), _said(policy.remarks))


def _said(problems: tuple[Problem, ...]) -> Counter[Said]:
    return Counter((problem.rule.code, problem.place.short) for problem in problems)


def _as_libreoffice_leaves_it(said: Counter[Said]) -> Iterator[Said]:
    for code, place in said.elements():
        changed, _ = _BY_LIBREOFFICE.get(code, (code, ""))
        if changed:
            yield changed, place


@pytest.mark.parametrize("way", _WAYS)
@pytest.mark.parametrize("name", _NAMES)
def test_it_says_the_same_before_and_after(folder: Path, name: str, way: str) -> None:
    before, after = _read(folder / "made" / f"{name}.xlsx"), _read(folder / way / f"{name}.xlsx")

    assert sorted(after.said.elements()) == sorted(_as_libreoffice_leaves_it(before.said))
    assert after.means == before.means
