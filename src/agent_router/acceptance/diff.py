"""Whether git says what changed: only a diff can show that nothing did."""

from agent_router.model.run import Run


def is_cut_off(run: Run) -> bool:
    """Whether the log stops without its end, so that more may have followed than the record holds."""
    return run.ended is None or not run.ended.finished


def diff_known(run: Run) -> bool:
    """Whether the record holds what git says changed since the base; it may be nothing."""
    return run.started.diff_known
