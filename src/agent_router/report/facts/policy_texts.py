"""What the rows of the workbook say, by the place of the row: the text behind a cited cell."""

from collections.abc import Iterable, Iterator

from agent_router.model.contract import Contract
from agent_router.model.place import Place
from agent_router.model.policy import Policy


def policy_texts(policy: Policy, wanted: Iterable[Place]) -> dict[Place, str]:
    """The text of each wanted cell's row; places that no row covers are left out."""
    by_cell: dict[tuple[str, str], str] = {}
    by_row: dict[tuple[str, str], str] = {}
    for place, text in _rows(policy):
        if place is not None:
            by_cell.setdefault((place.sheet, place.cell), text)
            by_row.setdefault((place.sheet, _row(place)), text)
    found = {}
    for place in wanted:
        said = by_cell.get((place.sheet, place.cell)) or by_row.get((place.sheet, _row(place)))
        if place.sheet and said:
            found[place] = said
    return found


def contract_texts(contract: Contract) -> dict[Place, str]:
    """The task's own cells as the contract fixed them, and the rows that it holds."""
    texts = {answer.place: f"{answer.field}: {answer.value}" for answer in contract.answers if answer.place}
    texts.update({item.place: item.effect.question for item in contract.checklist if item.place})
    texts.update({stop.place: f"Stop when: {stop.effect.stop_when.value}" for stop in contract.stops if stop.place})
    texts.update(
        {proof.place: f"Proof: {proof.kind}. {proof.because}".strip() for proof in contract.proof if proof.place}
    )
    pairs = (*contract.because, *(pair for view in contract.views for pair in view.because))
    texts.update({place: sentence for sentence, place in pairs if place})
    return texts


def _row(place: Place) -> str:
    return place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _rows(policy: Policy) -> Iterator[tuple[Place | None, str]]:
    for item in policy.checklist.rows:
        yield item.place, item.then.question
    for stop in policy.stops.rows:
        yield stop.place, f"Stop when: {stop.then.stop_when.value} {stop.then.setting}. {stop.then.then}".strip()
    for risk in policy.risk_rules.rows:
        yield risk.place, risk.then.because or f"Risk rule {risk.id}"
    for route in policy.routes.rows:
        yield route.place, f"{route.then.route.value}. {route.then.say}".strip()
    for proof in policy.proof.rows:
        yield proof.place, f"Proof: {', '.join(proof.then.kinds)}. {proof.then.because}".strip()
    for box in policy.budgets.rows:
        yield box.place, f"Budget {box.id}. {box.then.when_full}".strip()
    for cell in policy.matrix.cells:
        yield cell.place, f"Impact {cell.impact}, likelihood {cell.likelihood}: {cell.blast_radius.value}"
    yield from _sheet_rows(policy)


def _sheet_rows(policy: Policy) -> Iterator[tuple[Place | None, str]]:
    for system in policy.systems:
        yield system.place, f"System {system.name}"
    for person in policy.people:
        yield person.place, f"{person.name}: {', '.join(person.roles)}"
    for price in policy.prices:
        yield (
            price.place,
            f"{price.model} from {price.since}: {price.input} in, {price.output} out (USD per million tokens)",
        )
    for change in policy.changes:
        yield change.place, f"{change.version}: {change.what}"
