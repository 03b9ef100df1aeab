"""Every check that `Checked by` may name, and what would clear an item that it leaves open."""

from collections.abc import Mapping
from types import MappingProxyType

from agent_router.acceptance.checks import box, conduct, contract, numbers, people, proof, record, scope
from agent_router.acceptance.interface import NamedCheck, RestsOn

APPROVAL = "approved before mutation"
CLAIMS = "claims supported"
SIGN_OFF = "signed off by"
PERSON = "person"

_PROOF = RestsOn.RECORD | RestsOn.REPORTS
_PEOPLE = RestsOn.RECORD | RestsOn.APPROVALS

CHECKS: Mapping[str, NamedCheck] = MappingProxyType(
    {
        "contract fixed before start": NamedCheck(
            people.contract_fixed_before_start, "a run that starts after its contract was written", rests_on=_PEOPLE
        ),
        "behavior or findings stated": NamedCheck(
            record.behavior_or_findings_stated, "a closing message that says what behaves differently or what was found"
        ),
        "files and systems listed": NamedCheck(
            record.files_and_systems_listed, "a record that shows what was looked at"
        ),
        "files changed listed": NamedCheck(
            record.files_changed_listed, "a git diff of the run (`record --repo --base`)"
        ),
        "commands recorded": NamedCheck(record.commands_recorded, "the agent's log with its commands"),
        "tests passed": NamedCheck(
            proof.tests_passed, "a passing run of the contract's tests after the last change", rests_on=_PROOF
        ),
        "command passed": NamedCheck(
            proof.command_passed, "a run of the command that ends with 0 after the last change", rests_on=_PROOF
        ),
        "proof as required": NamedCheck(
            proof.proof_as_required, "the proof that the contract names, recorded by a system", rests_on=_PROOF
        ),
        "proof from the system": NamedCheck(
            proof.proof_from_the_system, "the proof repeated without the agent (`verify-run`)", rests_on=_PROOF
        ),
        "proof after the last change": NamedCheck(
            proof.proof_after_the_last_change,
            "a passing run of the contract's verifier after the last change",
            rests_on=_PROOF,
        ),
        "fails before, passes after": NamedCheck(
            proof.fails_before_passes_after,
            "a recorded failing run before the change and a passing one after it",
            rests_on=_PROOF,
        ),
        "before and after numbers": NamedCheck(
            numbers.before_and_after_numbers,
            "measurements before and after the change that reach the goal",
            rests_on=_PROOF,
        ),
        "findings reproducible": NamedCheck(
            conduct.findings_reproducible, "steps for every finding, run in the record"
        ),
        "no changes": NamedCheck(
            record.no_changes, "an empty git diff (`record --repo --base`), or a person's decision"
        ),
        "within folders": NamedCheck(
            scope.within_folders, "a new contract for the wider scope, or the change taken back"
        ),
        "within systems": NamedCheck(scope.within_systems, "a new contract that names the system"),
        "within minutes": NamedCheck(box.within_minutes, "a person's decision on the time spent"),
        "within tokens": NamedCheck(box.within_tokens, "a person's decision on the tokens spent"),
        "within cost": NamedCheck(
            box.within_cost, "a row in Prices for the model, or a person's decision on the money"
        ),
        "within retries": NamedCheck(box.within_retries, "a person's decision on the retries"),
        "within agents": NamedCheck(
            box.within_agents, "the workflow's plan, or a person's decision on the agents started"
        ),
        "all agents finished": NamedCheck(
            box.all_agents_finished, "the missing agents' records, or a run in which all finish"
        ),
        "cost stated": NamedCheck(record.cost_stated, "the agent's usage in the log and a row in Prices for its model"),
        "meters agree": NamedCheck(box.meters_agree, "an explanation of the difference, or a corrected row in Prices"),
        "no stop condition": NamedCheck(conduct.no_stop_condition, "a person's decision on what called for the stop"),
        "stopped when required": NamedCheck(conduct.stopped_when_required, "a run that stops when a stop is due"),
        APPROVAL: NamedCheck(
            people.approved_before_mutation,
            "an approval recorded before the run, and a run after it",
            waivable=False,
            rests_on=_PEOPLE,
        ),
        "reviewer independent": NamedCheck(
            people.reviewer_independent, "requester and operator named, and a reviewer who is neither", rests_on=_PEOPLE
        ),
        "blast radius as approved": NamedCheck(
            contract.blast_radius_as_approved, "a new contract at the measured blast radius, approved for it"
        ),
        "rollback named": NamedCheck(
            contract.rollback_named, "a contract that names the way back", rests_on=RestsOn.CONTRACT
        ),
        "no secret exposed": NamedCheck(
            record.no_secret_exposed, "a person's word that the secret was replaced or is none"
        ),
        CLAIMS: NamedCheck(conduct.claims_supported, "a run whose record bears out what is claimed"),
        "risks handed over": NamedCheck(
            record.risks_handed_over, "risks named by the agent, or a person's own judgment of them"
        ),
        SIGN_OFF: NamedCheck(people.signed_off_by, "the sign-off", rests_on=RestsOn.RECORD | RestsOn.DECISIONS),
        PERSON: NamedCheck(record.person, "a person's answer", rests_on=RestsOn.DECISIONS),
    }
)
