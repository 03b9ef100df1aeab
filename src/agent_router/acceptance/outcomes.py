"""One answer out of several: the worst outcome wins."""

from collections.abc import Sequence

from agent_router.model.verdict import CheckResult, Outcome

_WORST_FIRST = (
    Outcome.UNREADABLE,
    Outcome.NOT_MET,
    Outcome.NOT_SHOWN,
    Outcome.NEEDS_PERSON,
    Outcome.WAIVED,
    Outcome.MET,
    Outcome.NOT_APPLICABLE,
)


def worst(results: Sequence[CheckResult], *, join: bool = False) -> CheckResult:
    """The worst of these answers, with everything that is as bad; not shown where there is none.

    `join` keeps the words of the better answers as well.
    """
    if not results:
        return CheckResult(Outcome.NOT_SHOWN, "nothing in the record speaks of it")
    outcome = min((result.outcome for result in results), key=_WORST_FIRST.index)
    kept = [result for result in results if result.outcome is outcome]
    others = [result for result in results if join and result.outcome is not outcome]
    words = "; ".join(dict.fromkeys(result.because for result in (*kept, *others)))
    places = tuple(dict.fromkeys(place for result in (*kept, *others) for place in result.evidence))
    return CheckResult(outcome, words, places)
