"""Who may do what, by the workbook's `People`."""

from agent_router.acceptance.interface import Case
from agent_router.model.contract import Contract
from agent_router.model.place import Place


def may_approve(case: Case, contract: Contract, by: str) -> str:
    """Why this person may not approve (or waive) work of this blast radius, in words; empty where they may."""
    person = case.person(by)
    if person is None:
        return f"{by} is not in People{_where(None)}"
    if contract.blast_radius not in person.may_approve:
        return f"{person.name} may not approve {contract.blast_radius.value}{_where(person.place)}"
    if contract.requester and case.same_person(by, contract.requester):
        return f"{person.name} is the requester, who may not approve it{_where(person.place)}"
    return ""


def _where(place: Place | None) -> str:
    return f" ({place})" if place is not None else ""
