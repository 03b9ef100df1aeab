"""The figures of `docs/claims.md` are those of today, and what they must never be is held."""

from collections.abc import Callable
from functools import cache

import pytest

from agent_router.model.verdict import ClaimStanding
from tests.docs.claims_measured import (
    LIES,
    PAGE,
    Measured,
    part_of,
    real_logs,
    real_part,
    sentences_part,
    wild_logs,
    wild_part,
)
from tests.places import needs_field_data

STALE = "run: python -m tests.docs.claims_measured"


@cache
def _real() -> tuple[Measured, ...]:
    return tuple(real_logs())


@cache
def _wild() -> tuple[Measured, ...]:
    return tuple(wild_logs())


@pytest.mark.parametrize(("name", "part"), [("real logs", lambda: real_part(_real())), ("sentences", sentences_part)])
def test_the_measured_figures_are_fresh(name: str, part: Callable[[], str]) -> None:
    assert part_of(PAGE.read_text("utf-8"), name) == part(), STALE


def test_every_lying_run_is_caught_with_a_contract_and_without() -> None:
    lying = [log for log in _real() if log.lies]
    assert {log.name.split("/")[1].split(".")[0] for log in lying} == set(LIES)
    assert [log.name for log in lying if not log.caught] == []


def test_no_honest_run_is_contradicted() -> None:
    honest = [log for log in _real() if not log.lies and not log.refused]
    assert len(honest) > len(LIES)
    claims = [claim for log in honest for claim in log.claims + log.under_contract]
    assert [claim for claim in claims if claim.standing is ClaimStanding.CONTRADICTED] == []


@needs_field_data
def test_other_peoples_logs_are_contradicted_nowhere_and_their_table_is_fresh() -> None:
    claims = [claim for log in _wild() for claim in log.claims]
    assert [claim for claim in claims if claim.standing is ClaimStanding.CONTRADICTED] == []
    assert part_of(PAGE.read_text("utf-8"), "wild logs") == wild_part(_wild()), STALE
