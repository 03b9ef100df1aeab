from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.contracts.approvals import (
    ApprovalRequest,
    DiscoveryFacts,
    append_approval,
    approval_line,
    approve,
    read_approvals,
    written_line,
)
from agent_router.contracts.store import contract_bytes, contract_from_bytes, write_contract
from agent_router.errors import Refused
from agent_router.ledger.chain import ChainBroken, chain_lines
from agent_router.model.approval import Approval
from agent_router.model.contract import SealedContract
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Phase
from tests.contracts.samples import LATER, POLICY, WORKBOOK, WRITTEN, contract

ENDED = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
DIGEST, RUN = "c" * 64, "e" * 64
TWO_PHASES = SealedContract(contract(), DIGEST, WRITTEN, "contracts/T-1")
ONE_PHASE = SealedContract(contract(phases=(Phase.MUTATION,)), DIGEST, WRITTEN, "contracts/T-1")
DISCOVERY = DiscoveryFacts(RUN, DIGEST, Phase.DISCOVERY, ENDED, "evidence/R-1")
ASKED = ApprovalRequest(Phase.MUTATION, "Ada Lovelace", LATER)
ON_PROPOSAL = replace(ASKED, proposal=RUN)
LOG = chain_lines(
    [
        written_line(DIGEST, WRITTEN),
        approval_line(Approval(Phase.DISCOVERY, "Ada Lovelace", WRITTEN, WRITTEN, DIGEST)),
        approval_line(Approval(Phase.MUTATION, "Ada Lovelace", LATER, LATER, DIGEST, RUN, "well done")),
    ]
)


def test_an_approval_is_bound_to_the_contract_and_given_when_it_is_recorded() -> None:
    assert approve(ONE_PHASE, POLICY, replace(ASKED, note="fine")) == Approval(
        Phase.MUTATION, "Ada Lovelace", LATER, LATER, DIGEST, note="fine"
    )


def test_an_approval_of_mutation_is_bound_to_the_proposal_too() -> None:
    assert approve(TWO_PHASES, POLICY, ON_PROPOSAL, DISCOVERY).proposal == RUN


def test_a_discovery_is_approved_without_a_proposal() -> None:
    assert approve(TWO_PHASES, POLICY, replace(ASKED, phase=Phase.DISCOVERY)).phase is Phase.DISCOVERY


def test_the_name_is_written_as_people_has_it() -> None:
    assert approve(ONE_PHASE, POLICY, replace(ASKED, by=" ADA@example.org ")).by == "Ada Lovelace"


def test_a_time_before_the_recording_may_be_stated() -> None:
    approval = approve(ONE_PHASE, POLICY, replace(ASKED, at=WRITTEN))
    assert (approval.at, approval.recorded) == (WRITTEN, LATER)


def test_a_requester_who_is_not_known_keeps_nobody_from_approving() -> None:
    sealed = replace(ONE_PHASE, contract=contract(phases=(Phase.MUTATION,), requester=""))
    assert approve(sealed, POLICY, ASKED).by == "Ada Lovelace"


def test_the_discovery_of_the_contract_that_a_narrower_one_replaces_counts() -> None:
    narrower = replace(TWO_PHASES, contract=contract(replaces="b" * 64))
    assert approve(narrower, POLICY, ON_PROPOSAL, replace(DISCOVERY, contract="b" * 64)).contract == DIGEST


@pytest.mark.parametrize(
    ("sealed", "request_", "discovery", "words"),
    [
        (ONE_PHASE, replace(ASKED, by="Zoe"), None, ["risk-matrix.xlsx › People: Only somebody", "'Zoe'", "CT201"]),
        (ONE_PHASE, replace(ASKED, by=""), None, ["CT201"]),
        (
            ONE_PHASE,
            replace(ASKED, by="Ben"),
            None,
            ["risk-matrix.xlsx › People!A5", "Ben may approve Low; the contract is Medium", "CT202"],
        ),
        (
            ONE_PHASE,
            replace(ASKED, by="cleo@example.org"),
            None,
            ["risk-matrix.xlsx › People!A6", "Cleo asked for T-1", "CT203"],
        ),
        (ONE_PHASE, replace(ASKED, phase=Phase.DISCOVERY), None, ["its phases: mutation", "CT204"]),
        (ONE_PHASE, replace(ASKED, at=LATER + timedelta(seconds=1)), None, ["recorded 2026-11-16T10:00:00", "CT205"]),
        (ONE_PHASE, ON_PROPOSAL, None, ["a proposal for mutation", "CT209"]),
        (TWO_PHASES, replace(ON_PROPOSAL, phase=Phase.DISCOVERY), None, ["CT209"]),
        (TWO_PHASES, ASKED, None, ["no proposal", "CT206"]),
        (TWO_PHASES, ASKED, DISCOVERY, ["CT206"]),
        (TWO_PHASES, ON_PROPOSAL, None, ["CT206"]),
        (
            TWO_PHASES,
            ON_PROPOSAL,
            replace(DISCOVERY, run="a" * 64),
            ["evidence/R-1", "digest is aaaaaaaaaaaa", "CT207"],
        ),
        (TWO_PHASES, ON_PROPOSAL, replace(DISCOVERY, contract="a" * 64), ["under contract aaaaaaaaaaaa", "CT207"]),
        (TWO_PHASES, ON_PROPOSAL, replace(DISCOVERY, contract=""), ["under contract (none)", "CT207"]),
        (TWO_PHASES, ON_PROPOSAL, replace(DISCOVERY, phase=Phase.MUTATION), ["of the phase mutation", "CT207"]),
        (TWO_PHASES, ON_PROPOSAL, replace(DISCOVERY, phase=None), ["of the phase (not stated)", "CT207"]),
        (TWO_PHASES, ON_PROPOSAL, replace(DISCOVERY, ended=None), ["does not say that it has ended", "CT208"]),
        (TWO_PHASES, ON_PROPOSAL, replace(DISCOVERY, ended=LATER + timedelta(1)), ["the discovery ended", "CT208"]),
        (TWO_PHASES, replace(ON_PROPOSAL, at=WRITTEN), DISCOVERY, ["the discovery ended", "CT208"]),
        (
            TWO_PHASES,
            replace(ASKED, by="Ben", at=LATER + timedelta(1)),
            None,
            ["CT202", "CT205", "CT206"],
        ),
    ],
)
def test_who_or_what_may_not_be_is_refused_with_every_reason(
    sealed: SealedContract, request_: ApprovalRequest, discovery: DiscoveryFacts | None, words: list[str]
) -> None:
    with pytest.raises(Refused) as caught:
        approve(sealed, POLICY, request_, discovery)
    for word in words:
        assert word in str(caught.value)


def test_a_requester_known_by_another_spelling_is_still_the_requester() -> None:
    sealed = replace(ONE_PHASE, contract=contract(phases=(Phase.MUTATION,), requester="  ADA  lovelace"))
    with pytest.raises(Refused, match="CT203"):
        approve(sealed, POLICY, ASKED)


def test_somebody_who_may_approve_nothing_is_told_so() -> None:
    policy = replace(POLICY, people=(replace(POLICY.people[1], may_approve=(), place=None),))
    with pytest.raises(Refused, match=r"risk-matrix.xlsx › People: .*Ben may approve nothing"):
        approve(ONE_PHASE, policy, replace(ASKED, by="Ben"))


def test_high_work_needs_somebody_who_may_approve_high() -> None:
    high = replace(ONE_PHASE, contract=contract(phases=(Phase.MUTATION,), blast_radius=BlastRadius.HIGH))
    assert approve(high, POLICY, ASKED).contract == DIGEST
    with pytest.raises(Refused, match="the contract is High"):
        approve(high, POLICY, replace(ASKED, by="Ben"))


def test_an_approvals_log_is_read_with_places() -> None:
    log = read_approvals(LOG, "approvals.jsonl")
    assert (log.written, log.contract, log.chain_broken_at) == (WRITTEN, DIGEST, None)
    assert [approval.phase for approval in log.approvals] == [Phase.DISCOVERY, Phase.MUTATION]
    assert log.approvals[1] == Approval(
        Phase.MUTATION, "Ada Lovelace", LATER, LATER, DIGEST, RUN, "well done", Place("approvals.jsonl", line=3)
    )


def test_an_empty_log_says_nothing() -> None:
    log = read_approvals(b"", "approvals.jsonl")
    assert (log.written, log.contract, log.approvals, log.chain_broken_at) == (None, "", (), None)


@given(st.data())
def test_a_changed_byte_never_gives_another_approval_unseen(data: st.DataObject) -> None:
    # The last line is held by nothing after it: a changed note there shows only to whoever kept the head digest.
    held = LOG[: LOG.rindex(b"\n", 0, -1)]
    at = data.draw(st.integers(0, len(held) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda other: other != LOG[at]))
    log = read_approvals(LOG[:at] + bytes([byte]) + LOG[at + 1 :], "approvals.jsonl")
    assert log.chain_broken_at is not None
    genuine = read_approvals(LOG, "approvals.jsonl")
    assert set(log.approvals) <= set(genuine.approvals) or log.chain_broken_at.line > 2


@pytest.mark.parametrize(
    ("data", "line", "approvals"),
    [
        (LOG.replace(b"Ada", b"Eve", 1), 3, 1),
        (LOG[:-1], 3, 1),
        (LOG[:-20], 3, 1),
        (LOG.split(b"\n", 1)[1], 1, 0),
        (b'{"kind":"contract"}\n', 1, 0),
        (chain_lines([written_line(DIGEST, WRITTEN), {"kind": "blessing"}]), 2, 0),
        (chain_lines([written_line(DIGEST, WRITTEN), {"kind": "approval", "by": 5}]), 2, 0),
        (chain_lines([written_line(DIGEST, WRITTEN), {"by": "Ada"}]), 2, 0),
        (b"not json\n", 1, 0),
    ],
)
def test_nothing_counts_from_where_a_log_is_broken(data: bytes, line: int, approvals: int) -> None:
    log = read_approvals(data, "approvals.jsonl")
    assert log.chain_broken_at == Place("approvals.jsonl", line=line)
    assert len(log.approvals) == approvals


def test_an_approval_is_appended_and_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "T-1"
    sealed = write_contract(folder, ONE_PHASE.contract, WORKBOOK, WRITTEN)
    approval = approve(sealed, POLICY, ASKED)
    append_approval(folder, approval)
    name = (folder / "approvals.jsonl").as_posix()
    log = read_approvals((folder / "approvals.jsonl").read_bytes(), name)
    assert log.approvals == (replace(approval, place=Place(name, line=2)),)
    again = contract_from_bytes((folder / "contract.json").read_bytes(), (folder / "approvals.jsonl").read_bytes(), "")
    assert again.written == WRITTEN


def test_an_approval_of_another_contract_is_not_appended(tmp_path: Path) -> None:
    folder = tmp_path / "T-1"
    approval = approve(ONE_PHASE, POLICY, ASKED)
    with pytest.raises(Refused, match="there is no log"):
        append_approval(folder, approval)
    write_contract(folder, ONE_PHASE.contract, WORKBOOK, WRITTEN)
    with pytest.raises(Refused, match="it speaks of contract"):
        append_approval(folder, approval)


def test_a_broken_log_takes_no_approval(tmp_path: Path) -> None:
    folder = tmp_path / "T-1"
    sealed = write_contract(folder, ONE_PHASE.contract, WORKBOOK, WRITTEN)
    approval = approve(sealed, POLICY, ASKED)
    append_approval(folder, approval)
    log = folder / "approvals.jsonl"
    log.write_bytes(log.read_bytes().replace(b"09:00", b"08:00"))
    with pytest.raises(ChainBroken, match="line 2"):
        append_approval(folder, approval)


def test_a_widened_contract_has_no_approval(tmp_path: Path) -> None:
    folder = tmp_path / "T-1"
    sealed = write_contract(folder, ONE_PHASE.contract, WORKBOOK, WRITTEN)
    append_approval(folder, approve(sealed, POLICY, ASKED))
    wider = replace(sealed.contract, scope=replace(sealed.contract.scope, folders=()))
    other = contract_from_bytes(contract_bytes(wider), (folder / "approvals.jsonl").read_bytes(), "")
    log = read_approvals((folder / "approvals.jsonl").read_bytes(), "approvals.jsonl")
    assert other.written is None
    assert other.digest not in {approval.contract for approval in log.approvals}
