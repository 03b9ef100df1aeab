"""A run whose log or contract cannot be read: nothing is judged, and it says why."""

from datetime import datetime

from agent_router.model.run import Chain, Run, RunStarted
from agent_router.model.verdict import Cost, CostMethod, ThreeRatings, UsageTotal, Verdict, VerdictState, Waiting


def unreadable_verdict(name: str, problems: tuple[str, ...], as_of: datetime) -> tuple[Run, Verdict]:
    """An empty run of that name, and its verdict."""
    run = Run(
        folder=name,
        started=RunStarted(run_id=name),
        records=(),
        ended=None,
        chain=Chain(chained=False),
        remarks=problems,
    )
    verdict = Verdict(
        run_id=name,
        task_id="",
        state=VerdictState.UNREADABLE,
        headline="The record cannot be read, so nothing was judged",
        items=(),
        stops=(),
        claims=(),
        usage=UsageTotal(known=False),
        cost=Cost(None, "USD", CostMethod.UNKNOWN, "price unknown (the record cannot be read)"),
        spent=(),
        changed=(),
        ratings=ThreeRatings(),
        waiting=(Waiting("", "a record that can be read", "the file restored from a copy, or recorded again"),),
        as_of=as_of,
        run_digest="",
        problems=problems,
    )
    return run, verdict
