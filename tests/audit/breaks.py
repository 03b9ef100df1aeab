"""Ways to break one thing in a whole workspace, and where an audit tells it."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agent_router.audit.interface import Audit
from agent_router.ledger.digest import sha256_hex
from agent_router.pipeline.auditing import audit_folder
from agent_router.pipeline.demo_story import CUT_OFF
from agent_router.pipeline.exporting import export_redacted
from tests.audit.breaking import CART, DISCOVERY, MIGRATION, again, contract_again, first, lines, record_again, said

Break = Callable[[Path], object]
ENG101, ENG120 = "contracts/ENG-101", "contracts/ENG-120"
BEFORE_ALL = "2026-11-01T10:00:00+00:00"
DAY_ONE = "2026-11-20T11:00:00+00:00"
"""Contracts were written, and nothing ran yet."""
AFTER_ALL = "2026-11-22T18:00:00+00:00"


def look(work: Path, as_of: datetime = CUT_OFF) -> Audit:
    return audit_folder(work, as_of=as_of)


def found(audit: Audit) -> list[tuple[str, str]]:
    return [(problem.rule.code, str(problem.place)) for problem in audit.problems]


def edit(name: str, old: str, new: str) -> Break:
    return lambda work: (work / name).write_bytes((work / name).read_bytes().replace(old.encode(), new.encode(), 1))


def no_signs(found: list[dict[str, object]]) -> None:
    found[:] = [line for line in found if line["kind"] != "sign-off"]


def unreported(do: Break) -> Break:
    def both(work: Path) -> None:
        shutil.rmtree(work / "reports")
        do(work)

    return both


def log(name: str, change: Callable[[list[dict[str, object]]], object]) -> Break:
    return unreported(lambda work: again(work / name, change))


def record(change: Callable[[list[dict[str, object]]], object]) -> Break:
    return lambda work: record_again(work / CART, change)


def artifact(work: Path) -> Path:
    return next((work / CART / "artifacts").iterdir())


def misdirected(work: Path) -> None:
    """A later verification of another record."""
    path = work / CART / "verifications.jsonl"
    path.write_bytes((work / CART / "decisions.jsonl").read_bytes().splitlines(keepends=True)[0])
    again(path, first(run="0" * 64))


def replaced(work: Path) -> None:
    """Another contract takes the place of one that nobody approved, as `contract` does it."""
    data = (work / ENG101 / "contract.json").read_bytes().replace(b'"rollback":"', b'"rollback":"Or: ', 1)
    (work / ENG101 / "contract.json").write_bytes(data)
    (work / ENG101 / "contract.md").unlink()
    line = {"kind": "contract", "contract": sha256_hex(data), "written": BEFORE_ALL.replace("-01T", "-21T")}
    again(work / ENG101 / "approvals.jsonl", lambda log: log.append(line))


def exported(work: Path) -> None:
    export_redacted(work / CART, work / "evidence" / "for-outside")
    path = work / "evidence" / "for-outside" / "run.jsonl"
    path.write_bytes(path.read_bytes().replace(b"2026", b"2027", 1))


def twin(work: Path) -> None:
    shutil.copytree(work / CART, work / "evidence" / "twin")
    record_again(work / "evidence" / "twin", first(run_id="twin"))


def namesake(work: Path) -> None:
    shutil.copytree(work / CART, work / "evidence" / "twin")
    other = {"sessions": ["another"], "logs": []}
    shutil.rmtree(work / "evidence" / "twin" / "raw")
    record_again(work / "evidence" / "twin", first(**other))


def unapproved(work: Path) -> None:
    for path in (work / ENG120, work / MIGRATION / "contract"):
        again(path / "approvals.jsonl", lambda found: found.pop())
    shutil.rmtree(work / "reports")
    again(work / MIGRATION / "decisions.jsonl", no_signs)


def approval(**values: object) -> Break:
    def change(work: Path) -> None:
        for path in (work / ENG120, work / MIGRATION / "contract"):
            again(path / "approvals.jsonl", said(**values))
        again(work / MIGRATION / "decisions.jsonl", no_signs)

    return unreported(change)


def decision(**values: object) -> Break:
    """The waiver of the migration's run is changed; nobody signed what follows."""

    def change(lines: list[dict[str, object]]) -> None:
        lines[1].update(values)
        no_signs(lines)

    return log(f"{MIGRATION}/decisions.jsonl", change)


def decided_by(name: str) -> Break:
    def change(lines: list[dict[str, object]]) -> None:
        lines[2].update(by=name)
        no_signs(lines)

    return log(f"{MIGRATION}/decisions.jsonl", change)


def people(**values: object) -> Break:
    def change(work: Path) -> None:
        contract_again(work, "ENG-101", **values)

    return change


def ask(name: str) -> Callable[[list[dict[str, object]]], object]:
    return lambda found: found[1].update(run=name)


def the_workbook(work: Path) -> Path:
    return next((work / "contracts" / "_policy").iterdir())


def kept_workbook(work: Path) -> Path:
    return next((work / CART / "contract").glob("*.xlsx"))


def unchained(work: Path) -> None:
    run = work / CART
    found = lines(run / "run.jsonl")
    (run / "run.jsonl").write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in found))
    head = sha256_hex((run / "run.jsonl").read_bytes().splitlines()[-1])
    again(run / "decisions.jsonl", lambda said: (said.pop(), first(run=head)(said)))


def names_outside(work: Path) -> None:
    outside = {"name": "../../queue.xlsx", "sha256": "", "size": 1, "kind": "x", "stored_sha256": "1" * 64}
    record_again(work / CART, lambda found: found[0]["artifacts"].append({**outside, "remarks": []}))


def written_again(work: Path) -> None:
    """The log in the contract's folder has another time, and still speaks of the contract."""
    again(work / ENG101 / "approvals.jsonl", first(written="2026-11-20T09:00:00+00:00"))
    (work / ENG101 / "contract.md").unlink()


def written_late(work: Path) -> None:
    for path in (work / ENG101, work / CART / "contract"):
        again(path / "approvals.jsonl", first(written=AFTER_ALL))
        (path / "contract.md").unlink()
    cut(work / CART / "decisions.jsonl")


def uncontracted(work: Path) -> None:
    shutil.rmtree(work / CART / "contract")
    shutil.rmtree(work / ENG101)
    record_again(work / CART, first(contract="", contract_folder="", task_id=""))


def of_the_requester(work: Path) -> None:
    """Somebody who may approve asked for the work, and approved it."""
    contract_again(work, "ENG-120", requester="Ada Lovelace")
    head = sha256_hex((work / DISCOVERY / "run.jsonl").read_bytes().splitlines()[-1])
    for path in (work / ENG120, work / MIGRATION / "contract"):
        again(path / "approvals.jsonl", said(proposal=head))


def operated_by_the_approver(work: Path) -> None:
    record_again(work / MIGRATION, first(operator="Ada Lovelace"))


def about_another(found: list[dict[str, object]]) -> None:
    first(run="0" * 64)(found)
    found.pop()


CONSEQUENCE = {
    "AU304": {"AU309"},
    "AU305": {"AU604", "AU309"},
    "AU310": {"AU604"},
    "AU404": {"AU405"},
}
"""What follows from the break, and is told as well."""

CASES: tuple[tuple[str, str, Break], ...] = (
    (
        "AU101",
        f"{MIGRATION}/decisions.jsonl line 4",
        unreported(edit(f"{MIGRATION}/decisions.jsonl", "I looked at it", "I looked on it")),
    ),
    ("AU102", f"{CART}/decisions.jsonl line 3", lambda work: _add(work / CART / "decisions.jsonl", b'{"kind":"dec')),
    (
        "AU103",
        f"{CART}/decisions.jsonl line 3",
        lambda work: _add(work / CART / "decisions.jsonl", b'{"a":1}{"b":2}\n'),
    ),
    ("AU104", f"{CART}/decisions.jsonl line 3", lambda work: _add(work / CART / "decisions.jsonl", b"\n")),
    (
        "AU106",
        f"{CART}/decisions.jsonl line 3",
        log(f"{CART}/decisions.jsonl", lambda found: found.append({"kind": "x"})),
    ),
    ("AU106", f"{CART}/run.jsonl line 4", record(lambda found: found[3].update(source="nobody"))),
    ("AU107", f"{CART}/run.jsonl line 25", record(lambda found: found.pop())),
    ("AU107", f"{CART}/run.jsonl line 27", record(lambda found: found.append({"kind": "later"}))),
    ("AU108", f"{CART}/run.jsonl line 25", record(lambda found: found.pop(5))),
    ("AU109", "evidence/empty/run.jsonl", lambda work: (work / "evidence" / "empty").mkdir()),
    ("AU110", f"{CART}/decisions.jsonl", lambda work: (work / CART / "decisions.jsonl").unlink()),
    ("AU105", f"{CART}/run.jsonl line 1", unchained),
    ("AU201", f"{CART}/artifacts/", lambda work: _add(artifact(work), b"<!-- -->")),
    ("AU201", f"{CART}/raw/stream.jsonl.gz", lambda work: _add(work / CART / "raw" / "stream.jsonl.gz", b"x")),
    ("AU202", f"{CART}/artifacts/", lambda work: artifact(work).unlink()),
    ("AU207", f"{CART}/run.jsonl line 1", names_outside),
    ("AU303", f"{CART}/contract/contract.json", lambda work: shutil.rmtree(work / CART / "contract")),
    ("AU304", f"{ENG101}/approvals.jsonl", lambda work: (work / ENG101 / "approvals.jsonl").unlink()),
    ("AU305", f"{ENG101}/contract.json", lambda work: _add(work / ENG101 / "contract.json", b" ")),
    ("AU305", f"{CART}/contract/contract.json", lambda work: _add(work / CART / "contract" / "contract.json", b" ")),
    ("AU306", "contracts/_policy/", lambda work: the_workbook(work).unlink()),
    ("AU306", f"{CART}/contract/", lambda work: kept_workbook(work).unlink()),
    ("AU307", "contracts/_policy/", lambda work: _add(the_workbook(work), b"x")),
    ("AU307", f"{CART}/contract/", lambda work: _add(kept_workbook(work), b"x")),
    ("AU309", f"{ENG101}/approvals.jsonl line 1", written_again),
    ("AU403", f"{ENG120}/approvals.jsonl line 2", unreported(of_the_requester)),
    ("AU404", f"{ENG120}/approvals.jsonl line 2", approval(contract="1" * 64)),
    ("AU408", f"{ENG101}/approvals.jsonl line 1", written_late),
    ("AU603", f"{CART}/run.jsonl line 1", uncontracted),
    ("AU605", f"{CART}/run.jsonl line 1", twin),
    ("AU203", f"{CART}/notes.txt", lambda work: (work / CART / "notes.txt").write_text("hello", "utf-8")),
    ("AU204", "evidence/elsewhere", lambda work: (work / "evidence" / "elsewhere").symlink_to("/")),
    ("AU204", f"{CART}/raw/passwd", lambda work: (work / CART / "raw" / "passwd").symlink_to("/etc/passwd")),
    ("AU204", f"{CART}/pipe", lambda work: os.mkfifo(work / CART / "pipe")),
    ("AU206", "evidence/.run.0123456789ab.draft", lambda work: (work / "evidence" / ".run.0123456789ab.draft").mkdir()),
    (
        "AU206",
        f"{CART}/.x.0123456789ab.draft",
        lambda work: (work / CART / ".x.0123456789ab.draft").write_text("1", "utf-8"),
    ),
    ("AU301", f"{CART}/decisions.jsonl line 1", log(f"{CART}/decisions.jsonl", about_another)),
    ("AU302", f"{CART}/verifications.jsonl line 1", misdirected),
    ("AU308", f"{ENG101}/contract.md", edit(f"{ENG101}/contract.md", "tests/", "test/")),
    ("AU308", f"{CART}/contract/contract.md", edit(f"{CART}/contract/contract.md", "tests/", "test/")),
    ("AU310", f"{ENG101}/contract.json", replaced),
    ("AU311", f"{MIGRATION}/decisions.jsonl", lambda work: cut(work / MIGRATION / "decisions.jsonl")),
    ("AU312", f"{CART}/decisions.jsonl line 2", log(f"{CART}/decisions.jsonl", ask("0" * 64))),
    ("AU313", f"{CART}/decisions.jsonl line 2", log(f"{CART}/decisions.jsonl", said(facts="0" * 64))),
    ("AU314", "evidence/for-outside", exported),
    ("AU401", f"{ENG120}/approvals.jsonl line 2", approval(recorded=AFTER_ALL, at=AFTER_ALL)),
    ("AU402", f"{ENG120}/approvals.jsonl line 2", approval(by="Nobody Known")),
    ("AU405", f"{MIGRATION}/run.jsonl line 1", unapproved),
    ("AU406", f"{ENG101}/contract.json", people(requester="Grace Hopper")),
    ("AU407", f"{CART}/run.jsonl line 1", record(first(operator="Grace Hopper"))),
    ("AU407", f"{ENG120}/approvals.jsonl line 2", unreported(operated_by_the_approver)),
    ("AU409", f"{MIGRATION}/decisions.jsonl line 2", decision(by="Linus Berg")),
    ("AU409", f"{MIGRATION}/decisions.jsonl line 3", decided_by("Nobody Known")),
    ("AU409", f"{CART}/decisions.jsonl line 2", log(f"{CART}/decisions.jsonl", said(role="Lead"))),
    ("AU410", f"{MIGRATION}/decisions.jsonl line 3", decided_by("Linus Berg")),
    ("AU501", f"{MIGRATION}/decisions.jsonl line 3", decision(recorded=AFTER_ALL, at=AFTER_ALL)),
    ("AU502", f"{MIGRATION}/decisions.jsonl line 2", decision(at=AFTER_ALL)),
    ("AU503", f"{ENG120}/approvals.jsonl line 2", approval(at=BEFORE_ALL)),
    (
        "AU504",
        f"{CART}/decisions.jsonl line 2",
        log(f"{CART}/decisions.jsonl", said(at=BEFORE_ALL, recorded=BEFORE_ALL)),
    ),
    ("AU504", f"{ENG120}/approvals.jsonl line 2", approval(at=DAY_ONE, recorded=DAY_ONE)),
    ("AU505", f"{MIGRATION}/decisions.jsonl line 2", decision(at="2026-11-22T16:59:00+00:00")),
    ("AU506", f"{MIGRATION}/decisions.jsonl line 2", decision(until="2026-11-21")),
    ("AU508", f"{CART}/run.jsonl line 1", record(first(recorded=BEFORE_ALL))),
    ("AU602", f"{ENG120}/approvals.jsonl line 2", approval(proposal="1" * 64)),
    ("AU604", f"{ENG101}/contract.json", lambda work: shutil.rmtree(work / CART)),
    ("AU606", f"{CART}/run.jsonl line 1", lambda work: shutil.rmtree(work / ENG101)),
    ("AU607", "reports/run-settings-migration.json", lambda work: shutil.rmtree(work / MIGRATION)),
    ("AU608", "evidence/twin/run.jsonl line 1", namesake),
)
"""Code, place, and what was done: nothing else is found."""


def cut(path: Path) -> None:
    """Take the newest line away: what is left is a whole chain."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def _add(path: Path, data: bytes) -> None:
    path.write_bytes(path.read_bytes() + data)
