import json
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.contracts.approvals import ApprovalRequest, append_approval, approve, written_line
from agent_router.contracts.schema import contract_schema
from agent_router.contracts.store import (
    contract_bytes,
    contract_from_bytes,
    read_contract,
    read_policy_bytes,
    write_contract,
)
from agent_router.errors import CannotRead, CannotWrite, Refused
from agent_router.ledger.canonical import canonical_bytes
from agent_router.ledger.chain import chain_lines, read_chain
from agent_router.ledger.digest import sha256_hex
from agent_router.model.assignment import Budget
from agent_router.model.contract import Contract, SealedContract
from agent_router.model.policy import Phase
from tests.contracts.samples import LATER, POLICY, WORKBOOK, WRITTEN, contract
from tests.ledger.nouns import any_of

ONE_PHASE = contract(phases=(Phase.MUTATION,))
OTHER = replace(ONE_PHASE, goal="something else")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "contracts" / "T-1"


def written(folder: Path, what: Contract = ONE_PHASE, page: str = "# T-1\n") -> SealedContract:
    return write_contract(folder, what, WORKBOOK, WRITTEN, page)


def approved(folder: Path) -> None:
    request = ApprovalRequest(Phase.MUTATION, "Ada Lovelace", LATER)
    append_approval(folder, approve(read_contract(folder), POLICY, request))


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_contract_comes_back_with_its_digest_and_the_time_it_was_written(folder: Path) -> None:
    sealed = written(folder)
    assert sealed == read_contract(folder)
    assert sealed.contract == ONE_PHASE
    assert sealed.digest == sha256_hex((folder / "contract.json").read_bytes())
    assert (sealed.written, sealed.folder) == (WRITTEN, folder.as_posix())


def test_the_folder_holds_contract_page_and_a_chained_log_and_the_workbook_lies_beside(folder: Path) -> None:
    sealed = written(folder)
    assert set(everything(folder.parent)) == {
        "T-1/contract.json",
        "T-1/contract.md",
        "T-1/approvals.jsonl",
        f"_policy/{sha256_hex(WORKBOOK)}.xlsx",
    }
    line = json.loads((folder / "approvals.jsonl").read_text())
    assert line == {
        "kind": "contract",
        "contract": sealed.digest,
        "written": "2026-11-16T09:00:00+00:00",
        "prev": "0" * 64,
    }
    assert read_policy_bytes(folder) == WORKBOOK


def test_the_bytes_are_the_canonical_form_and_money_travels_as_a_string(folder: Path) -> None:
    written(folder)
    data = (folder / "contract.json").read_bytes()
    plain = json.loads(data)
    assert canonical_bytes(plain) == data
    assert plain["budget"]["cost_usd"] == "4.50"


@given(any_of(Contract))
def test_any_contract_is_the_same_after_a_round_trip_and_fits_the_schema(any_contract: Contract) -> None:
    any_contract = replace(any_contract, schema="agent-router/contract/1")
    data = contract_bytes(any_contract)
    assert contract_from_bytes(data, None, "").contract == any_contract
    jsonschema.Draft202012Validator(contract_schema()).validate(json.loads(data))


def test_the_schema_is_a_sound_one_and_refuses_what_the_reader_refuses() -> None:
    schema = contract_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    plain = json.loads(contract_bytes(ONE_PHASE))
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(plain)
    for changed in (
        {**plain, "extra": 1},
        {**plain, "route": "Anything goes"},
        {**plain, "budget": {**plain["budget"], "cost_usd": 4.5}},
        {**plain, "budget": {**plain["budget"], "minutes": "60"}},
        {name: value for name, value in plain.items() if name != "goal"},
    ):
        assert not validator.is_valid(changed)
        with pytest.raises(CannotRead):
            contract_from_bytes(canonical_bytes(changed), None, "")


@given(st.data())
def test_any_changed_byte_is_refused_or_gives_another_digest(data: st.DataObject) -> None:
    genuine = contract_bytes(ONE_PHASE)
    at = data.draw(st.integers(0, len(genuine) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda other: other != genuine[at]))
    try:
        sealed = contract_from_bytes(genuine[:at] + bytes([byte]) + genuine[at + 1 :], None, "")
    except CannotRead:
        return
    assert sealed.digest != sha256_hex(genuine)
    assert sealed.contract != ONE_PHASE


@given(st.sampled_from([b" ", b"\n", b"\t"]), st.data())
def test_bytes_that_say_the_same_in_another_form_are_refused(space: bytes, data: st.DataObject) -> None:
    genuine = contract_bytes(ONE_PHASE)
    at = data.draw(st.sampled_from([0, len(genuine), genuine.index(b":") + 1, genuine.index(b",")]))
    with pytest.raises(CannotRead, match="not in canonical form"):
        contract_from_bytes(genuine[:at] + space + genuine[at:], None, "T-1")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is no contract"),
        (b"{}", "it is no contract that this version reads \\(schema 'None'"),
        (b"[]", "it is no contract that this version reads"),
        (b'{"schema":"agent-router/contract/2"}', "schema 'agent-router/contract/2'"),
        (b'{"schema":"agent-router/contract/1"}', "missing required field"),
        (b'{"a":9999999999999999999,"schema":"agent-router/contract/1"}', "must travel as a string"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_contract_is_refused_with_its_place(data: bytes, words: str) -> None:
    with pytest.raises(CannotRead, match=words) as caught:
        contract_from_bytes(data, None, "contracts/T-1")
    assert str(caught.value).startswith("contracts/T-1/contract.json: ")


def test_the_place_of_a_contract_without_a_folder_is_the_file() -> None:
    with pytest.raises(CannotRead, match=r"^contract\.json: "):
        contract_from_bytes(b"", None, "")


def test_writing_the_same_contract_again_changes_nothing(folder: Path) -> None:
    written(folder)
    approved(folder)
    before = everything(folder.parent)
    again = write_contract(folder, ONE_PHASE, WORKBOOK, LATER)
    assert again.written == WRITTEN
    assert everything(folder.parent) == before


def test_writing_the_same_contract_again_takes_a_new_page_and_puts_back_what_was_lost(folder: Path) -> None:
    written(folder)
    before = everything(folder.parent)
    (folder / "contract.json").write_bytes(b"{}")
    (folder.parent / "_policy" / f"{POLICY.sha256}.xlsx").write_bytes(b"")
    assert written(folder, page="# new\n").contract == ONE_PHASE
    assert everything(folder.parent) == {**before, "T-1/contract.md": b"# new\n"}


def test_another_contract_replaces_one_that_nobody_approved_and_the_log_says_so(folder: Path) -> None:
    written(folder)
    sealed = write_contract(folder, OTHER, WORKBOOK, LATER)
    assert (sealed.contract, sealed.written) == (OTHER, LATER)
    assert not (folder / "contract.md").exists()
    read = read_chain((folder / "approvals.jsonl").read_bytes(), "approvals.jsonl")
    assert [line.plain["written"] for line in read.lines] == [WRITTEN.isoformat(), LATER.isoformat()]
    assert read.chain.broken_at is None


def test_approvals_do_not_move_with_a_changed_contract(folder: Path) -> None:
    written(folder)
    approved(folder)
    before = everything(folder.parent)
    with pytest.raises(Refused, match=r"1 approvals, the last by Ada Lovelace.*into another folder.*CT105"):
        written(folder, OTHER)
    assert everything(folder.parent) == before


def test_a_contract_is_written_into_a_folder_that_already_stands(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_bytes(b"mine")
    assert written(folder).written == WRITTEN
    assert (folder / "notes.txt").read_bytes() == b"mine"


def test_a_contract_that_lost_its_log_counts_as_written_now(folder: Path) -> None:
    written(folder)
    (folder / "approvals.jsonl").unlink()
    assert read_contract(folder).written is None
    assert write_contract(folder, ONE_PHASE, WORKBOOK, LATER).written == LATER


def test_a_broken_log_is_not_written_to(folder: Path) -> None:
    written(folder)
    approved(folder)
    log = folder / "approvals.jsonl"
    log.write_bytes(log.read_bytes().replace(b"2026-11-16T09", b"2026-11-16T08"))
    with pytest.raises(CannotRead, match=r"approvals\.jsonl line 2: its hash chain does not hold"):
        written(folder)
    assert read_contract(folder).written is None


def test_a_workbook_that_is_not_the_contracts_is_refused(folder: Path) -> None:
    with pytest.raises(CannotWrite, match="the workbook changed since T-1 was routed"):
        write_contract(folder, ONE_PHASE, b"other", WRITTEN)
    assert not folder.parent.exists()


def test_a_changed_workbook_in_the_policy_folder_is_noticed(folder: Path) -> None:
    written(folder)
    (folder.parent / "_policy" / f"{POLICY.sha256}.xlsx").write_bytes(b"other")
    with pytest.raises(CannotRead, match="its bytes were changed"):
        read_policy_bytes(folder)


def test_an_absent_contract_or_workbook_is_said(folder: Path) -> None:
    with pytest.raises(CannotRead, match=r"this is no folder of a contract\. Name a folder that"):
        read_contract(folder)
    written(folder)
    with pytest.raises(CannotRead, match="this is no folder of a contract"):
        read_contract(folder / "contract.json")
    kept = (folder / "contract.json").read_bytes()
    (folder / "contract.json").unlink()
    with pytest.raises(CannotRead, match=r"contract\.json: it cannot be read \(No such file.*Restore the file"):
        read_contract(folder)
    (folder / "contract.json").write_bytes(kept)
    (folder.parent / "_policy" / f"{POLICY.sha256}.xlsx").unlink()
    with pytest.raises(CannotRead, match=r"\.xlsx: it cannot be read"):
        read_policy_bytes(folder)


def test_a_log_that_is_a_folder_is_said(folder: Path) -> None:
    written(folder)
    (folder / "approvals.jsonl").unlink()
    (folder / "approvals.jsonl").mkdir()
    with pytest.raises(CannotRead, match=r"approvals\.jsonl: it cannot be read"):
        read_contract(folder)


def test_the_current_folder_can_be_a_contracts_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "T-1").mkdir()
    monkeypatch.chdir(tmp_path / "T-1")
    written(Path())
    assert (tmp_path / "_policy" / f"{POLICY.sha256}.xlsx").is_file()
    assert read_policy_bytes(tmp_path / "T-1") == WORKBOOK


def test_a_log_of_another_contract_does_not_say_when_this_one_was_written() -> None:
    log = chain_lines([written_line("f" * 64, WRITTEN)])
    assert contract_from_bytes(contract_bytes(ONE_PHASE), log, "T-1").written is None


def test_a_full_disk_leaves_no_contract(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync, left = os.fsync, [4]

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="the disk is full"):
        written(folder)
    assert not folder.exists()
    assert [path.name for path in folder.parent.iterdir()] == ["_policy"]


def test_decimals_keep_their_digits() -> None:
    for text in ("0.10", "4.50", "1E+3", "0.000001"):
        what = replace(ONE_PHASE, budget=Budget(cost_usd=Decimal(text)))
        again = contract_from_bytes(contract_bytes(what), None, "").contract
        assert str(again.budget.cost_usd) == text
