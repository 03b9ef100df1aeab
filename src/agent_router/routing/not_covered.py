"""Which sheets have no row for a task that no rule covers, and what is missing there, in words."""

from collections.abc import Iterator, Sequence

from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.reason import Reason, ReasonKind
from agent_router.routing.deciding import Decisions

_SO = "No rule covers this task, so a person leads it: "


def not_covered(decisions: Decisions, policy: Policy, at: int) -> tuple[Reason, ...]:
    """One reason for each sheet that lacks a row for this record, in the order in which the sheets are read.

    All of them are reasons for the route, whichever sheet they name.
    """
    return tuple(
        Reason(ReasonKind.ROUTE, f"{_SO}{text}.", place) for text, place in _lacking_rows(decisions, policy, at)
    )


def in_one_sentence(reasons: Sequence[Reason]) -> str:
    """All of them as one sentence."""
    return f"{_SO}{'; '.join(reason.text.removeprefix(_SO).rstrip('.') for reason in reasons)}."


def _lacking_rows(decisions: Decisions, policy: Policy, at: int) -> Iterator[tuple[str, Place | None]]:
    lacking = decisions.lacking
    if lacking.risk_rules[at]:
        yield "no row of Risk rules gives it both an impact and a likelihood", policy.risk_rules.place
    if lacking.routes[at]:
        yield "no row of Routes gives it a route", policy.routes.place
    if lacking.budgets[at]:
        row = policy.routes.rows[int(decisions.row[at])]
        yield (
            f"row {row.id} of Routes leads to {row.then.route.value}, and no row of Budgets gives that a box",
            policy.budgets.place,
        )
    if lacking.proof[at]:
        yield "no row of Proof says what it has to show", policy.proof.place
