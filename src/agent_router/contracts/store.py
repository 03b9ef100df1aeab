"""A contract on disk: `contract.json`, `contract.md`, `approvals.jsonl`, and its workbook in `_policy/` beside it.

The bytes of `contract.json` are the contract's canonical form, so their SHA-256 is its digest.
"""

from datetime import datetime
from functools import partial
from pathlib import Path

from agent_router.contracts.approvals import read_approvals, read_approvals_file, written_line
from agent_router.contracts.problems import (
    APPROVALS_FILE,
    APPROVALS_STAND,
    CONTRACT_FILE,
    PAGE_FILE,
    UNREADABLE_REMEDY,
    refused,
)
from agent_router.errors import CannotRead, CannotWrite
from agent_router.ledger.canonical import NotCanonical, canonical_bytes
from agent_router.ledger.chain import append_chained
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.documents import DocumentFault, from_plain, to_plain
from agent_router.ledger.files import write_atomic, write_folder_atomic
from agent_router.ledger.jsontext import NotJson, parse_json
from agent_router.model.approval import ApprovalsLog
from agent_router.model.contract import Contract, SealedContract
from agent_router.model.place import Place
from agent_router.model.problem import Problem

SCHEMA = "agent-router/contract/1"
"""What this version reads and writes."""

POLICY_FOLDER = "_policy"


def contract_bytes(contract: Contract) -> bytes:
    """The contract's canonical bytes; their SHA-256 is its digest."""
    return canonical_bytes(to_plain(contract))


def write_contract(
    folder: Path, contract: Contract, workbook: bytes, written: datetime, page: str = ""
) -> SealedContract:
    """Write a contract's folder, and its workbook beside it; what already stands there as it should is left alone.

    1. The same contract again changes nothing (its first `written` stays), but a new `page` is taken.
    2. Another contract takes the place of one that nobody approved: the log goes on with a line that says so.
    3. Where approvals were given, another contract is Refused: it needs a folder and approvals of its own.

    CannotWrite, with nothing half-written, where the workbook is not the contract's or the disk refuses.
    """
    data = contract_bytes(contract)
    digest = sha256_hex(data)
    if sha256_hex(workbook) != contract.workbook.sha256:
        raise CannotWrite(
            f"{folder.as_posix()}: the workbook changed since {contract.task_id} was routed. Route again."
        )
    standing = _standing(folder, digest)
    policy_file = _policy_file(folder, contract.workbook.sha256)
    if not policy_file.is_file() or policy_file.read_bytes() != workbook:
        write_atomic(policy_file, workbook)
    if not folder.exists():
        write_folder_atomic(folder, partial(_fill, files=(data, page), digest=digest, written=written))
    elif standing is None or standing.contract != digest or standing.written is None:
        _replace(folder, (data, page), digest, written)
    else:
        _restore(folder, data, page)
    return read_contract(folder)


def read_contract(folder: Path) -> SealedContract:
    """The contract of a folder; CannotRead where it is absent, not canonical, or not what this version knows."""
    if not ((folder / CONTRACT_FILE).exists() or (folder / APPROVALS_FILE).exists()):
        remedy = "Name a folder that `agent-router contract` wrote, such as contracts/TASK."
        raise CannotRead(Place(folder.as_posix()), "this is no folder of a contract.", remedy)
    log = read_approvals_file(folder)
    return _sealed(_read(folder / CONTRACT_FILE), log, folder.as_posix())


def contract_from_bytes(contract_json: bytes, approvals: bytes | None, folder: str) -> SealedContract:
    """The contract that these bytes are, as read from `folder` or an attachment; CannotRead as `read_contract`.

    `written` is None where the approvals log is absent, broken, or speaks of another contract.
    """
    log = None if approvals is None else read_approvals(approvals, f"{folder}/{APPROVALS_FILE}")
    return _sealed(contract_json, log, folder)


def read_policy_bytes(folder: Path) -> bytes:
    """The workbook that the folder's contract was made from; CannotRead where it is absent or not that one."""
    identity = read_contract(folder).contract.workbook
    path = _policy_file(folder, identity.sha256)
    data = _read(path)
    if sha256_hex(data) != identity.sha256:
        found = f"it is not the workbook {identity.file} that the contract names: its bytes were changed."
        raise CannotRead(Place(path.as_posix()), found, UNREADABLE_REMEDY)
    return data


def _sealed(data: bytes, log: ApprovalsLog | None, folder: str) -> SealedContract:
    digest = sha256_hex(data)
    contract = _parsed(data, Place(f"{folder}/{CONTRACT_FILE}" if folder else CONTRACT_FILE))
    trusted = log is not None and log.chain_broken_at is None and log.contract == digest
    return SealedContract(contract, digest, log.written if log is not None and trusted else None, folder)


def _parsed(data: bytes, place: Place) -> Contract:
    try:
        plain = parse_json(data)
        schema = plain.get("schema") if isinstance(plain, dict) else None
        if schema != SCHEMA:
            found = f"it is no contract that this version reads (schema {str(schema)[:60]!r}, not {SCHEMA!r})."
            raise CannotRead(place, found, "Use the version of the router that wrote it.")
        if canonical_bytes(plain) != data:
            found = "its bytes are not in canonical form: the file was edited or saved again after it was written."
            raise CannotRead(place, found, UNREADABLE_REMEDY)
        return from_plain(Contract, plain, closed=True)
    except (NotJson, NotCanonical, DocumentFault) as fault:
        raise CannotRead(place, f"it is no contract ({fault}).", UNREADABLE_REMEDY) from fault


def _standing(folder: Path, digest: str) -> ApprovalsLog | None:
    """The log that stands there; Refused where it holds approvals of another contract."""
    log = read_approvals_file(folder)
    if log is None:
        return None
    path = folder / APPROVALS_FILE
    if log.chain_broken_at is not None:
        found = "its hash chain does not hold: a line was changed, added, taken away or cut short."
        raise CannotRead(log.chain_broken_at, found, "Write the contract into another folder.")
    if log.contract != digest and log.approvals:
        found = f"{len(log.approvals)} approvals, the last by {log.approvals[-1].by}"
        raise refused([Problem(APPROVALS_STAND, Place(path.as_posix()), found)])
    return log


def _fill(folder: Path, *, files: tuple[bytes, str], digest: str, written: datetime) -> None:
    data, page = files
    append_chained(folder / APPROVALS_FILE, [written_line(digest, written)])
    if page:
        write_atomic(folder / PAGE_FILE, page.encode("utf-8"))
    write_atomic(folder / CONTRACT_FILE, data)


def _replace(folder: Path, files: tuple[bytes, str], digest: str, written: datetime) -> None:
    """Into a folder that stands: the log first, the contract last, so that a crash leaves no contract without a log."""
    if not files[1]:
        # A page of the contract before would say what no longer holds.
        (folder / PAGE_FILE).unlink(missing_ok=True)
    _fill(folder, files=files, digest=digest, written=written)


def _restore(folder: Path, data: bytes, page: str) -> None:
    """The log already speaks of this contract: only what is not there as it should be is written."""
    if page:
        write_atomic(folder / PAGE_FILE, page.encode("utf-8"))
    path = folder / CONTRACT_FILE
    if not path.is_file() or path.read_bytes() != data:
        write_atomic(path, data)


def _policy_file(folder: Path, sha256: str) -> Path:
    return folder.resolve().parent / POLICY_FOLDER / f"{sha256}.xlsx"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        found = f"it cannot be read ({fault.strerror})."
        raise CannotRead(Place(path.as_posix()), found, UNREADABLE_REMEDY) from fault
