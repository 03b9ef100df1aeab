"""Findings about digests that name each other: record, contract, approvals, workbook, page, decisions, reports.

1. What people said, and what was verified later, names the run digest and the contract digest of this folder.
2. The contract kept with a run is the one it was recorded under; its workbook is there and is the one it names.
3. The contract's own folder holds that contract still, and its approvals log begins as the kept one stood.
4. In a contract's folder the approvals log speaks of that contract, its workbook lies in `_policy/` beside it, and the
   page for people says what the contract says.
5. A signature names this run digest, and facts that still hold.
6. A report names the bytes of each log as they were: a log may have grown since, and never changed or become shorter.
"""

from collections.abc import Iterable, Iterator

from agent_router.audit.interface import ContractSeen, LogSeen, ReportedRun, RunSeen, SignatureSeen
from agent_router.audit.problems import (
    APPROVALS_NOT_GROWN,
    CONTRACT_REPLACED,
    CONTRACT_UNREADABLE,
    DECISIONS_OF_ANOTHER,
    FACTS_MOVED,
    KEPT_CONTRACT_DIFFERS,
    LATER_OF_ANOTHER,
    LOG_OF_ANOTHER_CONTRACT,
    PAGE_DIFFERS,
    REPORT_OF_ANOTHER,
    SIGNED_ANOTHER,
    WORKBOOK_ALTERED,
    WORKBOOK_MISSING,
)
from agent_router.ledger.digest import sha256_hex
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule


def run_bindings(run: RunSeen) -> Iterator[Problem]:
    """Whether the digests inside one run folder, and of its contract's folder, name each other."""
    if run.log is None or run.started is None:
        return
    for log, rule in ((run.decisions_log, DECISIONS_OF_ANOTHER), (run.later_log, LATER_OF_ANOTHER)):
        if log is not None and log.data:
            yield from _about(run, log, rule)
    for signed in run.decisions.sign_offs:
        if signed.run != run.digest:
            place = signed.place or Place(f"{run.name}/decisions.jsonl")
            found = f"{signed.by} signed {signed.run[:12]}; the run digest is {run.digest[:12]}"
            yield Problem(SIGNED_ANOTHER, place, found)
    if run.started.contract:
        yield from _kept(run, run.started.contract)
        yield from _living(run, run.started.contract)


def contract_bindings(contract: ContractSeen) -> Iterator[Problem]:
    """Whether the digests inside one contract's folder name each other."""
    if contract.sealed is None:
        yield Problem(CONTRACT_UNREADABLE, Place(f"{contract.name}/contract.json"), contract.unreadable)
        return
    digest, log = contract.sealed.digest, contract.approvals
    if log is None:
        place = Place(f"{contract.name}/approvals.jsonl")
        yield Problem(LOG_OF_ANOTHER_CONTRACT, place, "no log that can be read, so nothing says since when it stands")
    elif log.chain_broken_at is None and log.contract != digest:
        found = f"contract.json has digest {digest[:12]}, the log speaks of {log.contract[:12] or '(none)'}"
        yield Problem(LOG_OF_ANOTHER_CONTRACT, Place(f"{contract.name}/contract.json"), found)
    yield from _workbook(contract)
    if contract.page_differs:
        yield Problem(PAGE_DIFFERS, Place(f"{contract.name}/contract.md"), "another text than contract.json gives")


def report_bindings(report: ReportedRun, run: RunSeen) -> Iterator[Problem]:
    """Whether the logs of a run still begin as a report of this very record found them."""
    kept = run.kept.log if run.kept is not None else None
    logs = {
        "decisions.jsonl": run.decisions_log,
        "verifications.jsonl": run.later_log,
        "contract/approvals.jsonl": kept,
    }
    for anchor in report.anchors:
        log = logs.get(anchor.file)
        data = log.data if log is not None else b""
        if sha256_hex(data[: anchor.size]) != anchor.sha256:
            now = f"now {len(data):,} bytes, which begin otherwise" if data else "it is empty or not there"
            place = Place(f"{run.name}/{anchor.file}")
            yield Problem(REPORT_OF_ANOTHER, place, f"{report.by} says {anchor.size:,} bytes; {now}")


def signature_findings(signatures: Iterable[SignatureSeen]) -> Iterator[Problem]:
    """Signatures of one run whose facts moved; none where somebody signed the present ones."""
    signatures = tuple(signatures)
    if any(one.facts == one.now for one in signatures if one.now):
        return
    for one in signatures:
        held = "they were these when it was given" if one.facts == one.then else "they fit at no time this audit tried"
        now = one.now[:12] or "(the run cannot be judged)"
        yield Problem(FACTS_MOVED, one.place, f"{one.by} signed facts {one.facts[:12]}, now {now}; {held}")


def _about(run: RunSeen, log: LogSeen, rule: Rule) -> Iterator[Problem]:
    first = log.read.lines[0].plain if log.read.lines and log.read.lines[0].number == 1 else {}
    if not first:
        return  # told as a line that is no record
    contract = run.started.contract if run.started is not None else ""
    for word, stated, there in (("run", first.get("run"), run.digest), ("contract", first.get("contract"), contract)):
        if stated != there:
            shown = stated[:12] if isinstance(stated, str) and stated else "(none)"
            found = f"it names {word} {shown}; here it is {there[:12] or '(none)'}"
            yield Problem(rule, Place(log.name, line=1), found)


def _kept(run: RunSeen, digest: str) -> Iterator[Problem]:
    kept, name = run.kept, f"{run.name}/contract"
    place = Place(f"{name}/contract.json")
    if kept is None:
        yield Problem(KEPT_CONTRACT_DIFFERS, place, f"no contract is kept with it; recorded under {digest[:12]}")
    elif kept.sealed is None:
        yield Problem(CONTRACT_UNREADABLE, place, kept.unreadable)
    else:
        if kept.sealed.digest != digest:
            found = f"digest {kept.sealed.digest[:12]}; recorded under {digest[:12]}"
            yield Problem(KEPT_CONTRACT_DIFFERS, place, found)
        yield from _workbook(kept)
        if kept.page_differs:
            yield Problem(PAGE_DIFFERS, Place(f"{name}/contract.md"), "another text than contract.json gives")


def _living(run: RunSeen, digest: str) -> Iterator[Problem]:
    living, kept = run.living, run.kept
    if living is None or living.sealed is None:
        return
    if living.sealed.digest != digest:
        found = f"digest {living.sealed.digest[:12]}; {run.name} was recorded under {digest[:12]}"
        yield Problem(CONTRACT_REPLACED, Place(f"{living.name}/contract.json"), found)
    if kept is None or kept.log is None:
        return
    before, now = kept.log.data, living.log.data if living.log is not None else b""
    if not now.startswith(before):
        yield Problem(APPROVALS_NOT_GROWN, _first_difference(living, before, now), f"{kept.log.name} says otherwise")


def _first_difference(living: ContractSeen, before: bytes, now: bytes) -> Place:
    lines, there = before.splitlines(), now.splitlines()
    same = next((at for at, line in enumerate(lines) if there[at : at + 1] != [line]), len(lines) - 1)
    return Place(f"{living.name}/approvals.jsonl", line=same + 1)


def _workbook(contract: ContractSeen) -> Iterator[Problem]:
    if contract.sealed is None:
        return
    digest, place = contract.sealed.contract.workbook.sha256, Place(contract.workbook_name)
    if contract.workbook is None:
        yield Problem(WORKBOOK_MISSING, place, f"{contract.name} names {digest[:12]}")
    elif contract.workbook != digest:
        found = f"digest {contract.workbook[:12]}; {contract.name} names {digest[:12]}"
        yield Problem(WORKBOOK_ALTERED, place, found)
