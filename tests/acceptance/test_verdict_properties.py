"""What holds of every verdict: silence is never met, and failing evidence never improves it."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.acceptance.checks.catalogue import CHECKS
from agent_router.acceptance.interface import RestsOn
from agent_router.model.approval import DecisionsLog
from agent_router.model.known import ChangeKind, CommandOutcome
from agent_router.model.verdict import Outcome, VerdictState
from tests.acceptance.runs import PYTEST, Story, row, story, verdict_of

Sentence = Callable[[Story], Story]

_SETTINGS = {
    "command passed": PYTEST,
    "before and after numbers": "at least 1 % better",
    "meters agree": "5",
    "signed off by": "Reviewer",
}
ROWS = tuple(row(check, _SETTINGS.get(check, "")) for check in CHECKS)
_OF_THE_RUN = tuple(
    name for name, check in CHECKS.items() if check.rests_on in {RestsOn.RECORD, RestsOn.RECORD | RestsOn.REPORTS}
)


def test_a_record_that_says_nothing_meets_nothing() -> None:
    silent = Story({"router_version": "", "operator": "", "logs": ()}, ended=None)

    verdict = verdict_of(silent, *ROWS, approvals=None, decisions=DecisionsLog(), measured=None, rollback="")

    assert [item.id for item in verdict.items if item.outcome is Outcome.MET] == []
    assert verdict.state is VerdictState.NOT_ACCEPTED


def test_an_empty_checklist_accepts_nothing() -> None:
    assert verdict_of(story().tests()).state is VerdictState.NOT_ACCEPTED


PATHS = st.sampled_from(["calc.py", "src/a.py", "docs/a.md", "tests/test_calc.py", "CLAUDE.md"])
TEXTS = st.sampled_from([PYTEST, "python -m pytest tests/unit", "make", "ls", "git apply x"])
CLAIMS = st.sampled_from(["All tests pass.", "Fixed add() in calc.py.", "2 tests pass."])


def _sentences() -> st.SearchStrategy[Sentence]:
    def of(strategy: st.SearchStrategy[str], tell: Callable[[Story, str], Story]) -> st.SearchStrategy[Sentence]:
        return strategy.map(lambda value: lambda told: tell(told, value))

    return st.one_of(
        of(PATHS, lambda told, path: told.changes(path)),
        of(PATHS, lambda told, path: told.changes(path, ChangeKind.DELETED)),
        of(PATHS, lambda told, path: told.changes(path, done=False)),
        of(PATHS, lambda told, path: told.reads(path)),
        of(TEXTS, lambda told, text: told.runs(text)),
        of(TEXTS, lambda told, text: told.runs(text, None, outcome=CommandOutcome.NO_RESULT)),
        of(TEXTS, lambda told, text: told.denied(target=text)),
        of(CLAIMS, lambda told, claim: told.says(claim)),
        st.just(lambda told: told.tests(2)),
        st.just(lambda told: told.tests(1, skipped=1)),
        st.just(lambda told: told.fails()),
        st.just(lambda told: told.hands_in()),
        st.just(lambda told: told.asks("127.0.0.1")),
        st.just(lambda told: told.uses(input=1000, output=10)),
    )


FAILING: tuple[Sentence, ...] = (
    lambda told: told.fails(),
    lambda told: told.tests(0, 2),
    lambda told: told.runs(PYTEST, 127),
    lambda told: told.runs(PYTEST, None, outcome=CommandOutcome.INTERRUPTED),
    lambda told: told.hands_in(1, 1),
    lambda told: told.asks("vault.internal"),
    lambda told: told.changes("secrets/key"),
    lambda told: told.denied("Bash", "curl https://vault.internal", system="vault.internal"),
    lambda told: told.finds("passwords in the log", area="security"),
    lambda told: told.uses(output=50_000_000),
)
"""What speaks against a run; each comes after everything else."""

_STATES = (VerdictState.UNREADABLE, VerdictState.NOT_ACCEPTED, VerdictState.WAITING, VerdictState.ACCEPTED)
_JUDGED = (
    *("tests passed", "proof as required", "proof from the system", "proof after the last change", "no changes"),
    *("claims supported", "no stop condition", "within folders", "within systems", "within tokens", "within cost"),
    *("within retries", "fails before, passes after", "blast radius as approved"),
)
"""Checks that a failure can only speak against; a failing command is still a command that was recorded."""


@settings(max_examples=150)
@given(st.lists(_sentences(), max_size=10), st.sampled_from(FAILING))
def test_failing_evidence_at_the_end_never_improves_a_verdict(sentences: list[Sentence], failing: Sentence) -> None:
    rows = tuple(row(check) for check in _JUDGED)
    told = story()
    for sentence in sentences:
        sentence(told)
    before = verdict_of(told, *rows)

    after = verdict_of(failing(told), *rows)

    assert _STATES.index(after.state) <= _STATES.index(before.state)
    met_before = {item.id for item in before.items if item.outcome is Outcome.MET}
    assert {item.id for item in after.items if item.outcome is Outcome.MET} <= met_before


@settings(max_examples=100)
@given(st.lists(_sentences(), max_size=10))
def test_a_log_that_stops_without_its_end_meets_no_more_than_the_whole_one(sentences: list[Sentence]) -> None:
    rows = tuple(row(check, _SETTINGS.get(check, "")) for check in _OF_THE_RUN)
    whole, cut = story(), Story(ended={"finished": False})
    for sentence in sentences:
        sentence(whole)
        sentence(cut)

    met = {item.id for item in verdict_of(whole, *rows).items if item.outcome is Outcome.MET}

    assert {item.id for item in verdict_of(cut, *rows).items if item.outcome is Outcome.MET} <= met
