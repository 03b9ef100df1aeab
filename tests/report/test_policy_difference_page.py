"""The page that compares two workbooks: complete, escaped, reproducible, and usable by everybody."""

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from agent_router.model.condition import Given
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.model.review import (
    Aspect,
    CellChange,
    ChangeKind,
    LimitSum,
    PolicyDifference,
    QueueDifference,
    QueueLoad,
    Region,
    Shift,
    TaskMove,
)
from agent_router.report.facts.policy_difference import DifferenceFacts, difference_facts
from agent_router.report.policy_difference_page import SHOWN, render_difference_page
from tests.report.looks import LOOK
from tests.small_policy import small_policy

HOSTILE = "<script>alert(1)</script>\u202e=cmd()" + "x" * 300
NEW = small_policy(file="next.xlsx", sha256="1" * 64)
CELL = CellChange(
    ChangeKind.CHANGED, "Risk rules", "R1", "Impact", "3", "5", Place("old.xlsx", "Risk rules", "J6"),
    Place("next.xlsx", "Risk rules", "J6"),
)  # fmt: skip
GONE = CellChange(ChangeKind.REMOVED, "Routes", HOSTILE, "", HOSTILE, "", Place("old.xlsx", "Routes", "A5"), None)
WORD = CellChange(ChangeKind.ADDED, "Lists", "Wiki", "Surface", "", "Wiki", None, Place("next.xlsx", "Lists", "M7"))
SAYING = CellChange(
    ChangeKind.CHANGED, "Routes", "RT3", "Say", HOSTILE, "", CELL.old_place, CELL.new_place, decides=False
)
MOVED = CellChange(ChangeKind.MOVED, "Proof", "P3", "", "below P2", "first", None, None, decides=False)
BOXES = tuple((Region("folders", Given()), Region(code, Given())) for code in ("systems", "owner", "reviewer")) + tuple(
    (Region("folders", Given()), Region(f"unknown {at}", Given())) for at in range(SHOWN)
)
SHIFTS = (
    Shift(Aspect.ROUTE, "Single agent", "Human-led", BOXES, (CELL,), (("folders", ("src/**",)), ("owner", HOSTILE))),
    Shift(Aspect.PROOF, "nothing", HOSTILE, BOXES, (CELL,), ()),
    Shift(Aspect.MINUTES, "90", "30", ((),), (), ()),
)
LOAD = QueueLoad(
    1_300, 1, (("Human-led", 3),), (("Low", 3),), LimitSum(Decimal(90), 0),
    LimitSum(Decimal(0), 2), LimitSum(Decimal("1.50"), 1), 4,
    (("", 2), (HOSTILE, 1)),
)  # fmt: skip
TASKS = tuple(f"T-{at}" for at in range(20))
QUEUES = (
    QueueDifference(
        "queue.xlsx",
        past=False,
        moved=20,
        moves=(
            TaskMove(Aspect.BLAST_RADIUS, "Medium", "High", TASKS, (CELL,)),
            TaskMove(Aspect.ROUTE, "Single agent", "Human-led", ("T-1",), (CELL, GONE)),
            TaskMove(Aspect.PROOF, "nothing", "log", (HOSTILE,), (CELL, MOVED), any_undoes=False),
            TaskMove(Aspect.CHECKLIST, "A2", "nothing", ("T-1",), ()),
        ),
        before=LOAD,
        after=replace(LOAD, approvals=9, reviewers=(("Ada", 3),)),
    ),
    QueueDifference("contracts", past=True, moved=0, moves=(), before=LOAD, after=LOAD, remarks=(HOSTILE,) * 20),
    QueueDifference("old", past=True, moved=0, moves=(), before=replace(LOAD, tasks=0), after=replace(LOAD, tasks=0)),
)
NOTE = Problem(Rule("RV605", Severity.WARNING, "Not yet.", "Wait."), Place("next.xlsx"), "from tomorrow on")


def facts(**parts: object) -> DifferenceFacts:
    difference = PolicyDifference((CELL, GONE, WORD, SAYING, MOVED), SHIFTS, "texts were not all compared")
    whole = difference_facts((small_policy(), NEW), difference, QUEUES, (NOTE,))
    return replace(whole, **parts)  # type: ignore[arg-type] # parts of the facts by name


ALIKE = "The two workbooks decide every task alike;"


def alike(*cells: CellChange, not_examined: str = "") -> DifferenceFacts:
    return difference_facts((small_policy(), NEW), PolicyDifference(cells, (), not_examined))


def page(given: DifferenceFacts) -> str:
    return render_difference_page(given, LOOK).decode()


def test_what_several_kinds_have_in_common_is_said_once() -> None:
    first, minutes = facts().kinds

    assert first.always == "Folders are stated"
    assert first.kinds[:2] == ("Systems are stated", "Owner is stated")
    assert first.changes[0].sentence == "Route: Single agent → Human-led"
    assert first.changes[1].sentence.startswith("Proof required gains <script>")
    assert minutes.kinds == ("every task",)


def test_supervision_comes_first_and_what_follows_last() -> None:
    other, third = replace(CELL, row="R2"), replace(CELL, row="R3")
    stated = (("test", "something else"),)
    parts = (
        Shift(Aspect.ROUTE, "Human-led", "Single agent", BOXES[:2], (CELL,), stated),
        Shift(Aspect.BLAST_RADIUS, "High", "Low", BOXES[2:3], (CELL,), ()),
        Shift(Aspect.APPROVAL, "mutation", "none", BOXES[3:4], (CELL,), ()),
        Shift(Aspect.MINUTES, "30", "60", BOXES[:2], (CELL,), stated),
        Shift(Aspect.RETRIES, "1", "2", BOXES[1:2], (CELL,), ()),
        Shift(Aspect.PROOF, "nothing", "log", BOXES[1:2], (other,), ()),
    )

    def told(*shifts: Shift) -> DifferenceFacts:
        return difference_facts((small_policy(), NEW), PolicyDifference((CELL, other, third), shifts))

    kinds = told(*parts).kinds
    assert [(kind.main[0].aspect, kind.follows) for kind in kinds] == [
        ("Route", False), ("Blast radius", False), ("Approval before", False), ("Proof required", False),
        ("Budget retries", True),
    ]  # fmt: skip
    assert [change.sentence for change in kinds[0].with_it] == ["Budget minutes: 30 → 60"]
    assert (kinds[0].example[0][1], kinds[0].example_told[0][1]) == ("something else", "(given)")
    first = "2 kinds of task get another route, 1 another blast radius"
    others = "approval before, budget minutes, budget retries and proof required"
    assert told(*parts).verdict == f"{first}; 2 more keep route and blast radius. What else changes: {others}."
    assert told(*parts[:2], parts[4]).verdict == f"{first}; with it change budget retries."
    assert told(parts[1]).verdict == "1 kind of task gets another blast radius."
    assert told(parts[5]).verdict == "1 kind of task is decided otherwise: proof required."
    assert "And with it, for some of these tasks and for others like them: 1 more change<" in page(told(*parts))


def test_moves_are_sentences_a_lead_can_pass_on() -> None:
    queue, past, nothing = facts().queues

    together = "1 task: proof required gains log because of Risk rules!J6 and Proof P3 together"
    assert [move.sentence for move in queue.moves] == [
        "20 tasks move from Medium to High because of Risk rules!J6",
        "1 task moves from Single agent to Human-led because of Risk rules!J6 and Routes!A5 together",
        f"{together}; taking back one of them alone changes nothing",
        "1 task: acceptance checklist loses A2 (no single cell explains it)",
    ]
    assert queue.verdict == "20 of 1,300 tasks of the queue are decided otherwise."
    assert past.verdict == "All 1,300 tasks of past contracts are decided alike."
    assert nothing.verdict == "There is no task of past contracts."
    assert [(line.what, line.before, line.after) for line in queue.load if line.group.startswith("Budget")] == [
        ("minutes", "90", "90"),
        ("tokens", "0, and 2 tasks without a limit", "0, and 2 tasks without a limit"),
        ("cost (USD)", "1.50, and 1 task without a limit", "1.50, and 1 task without a limit"),
    ]


@pytest.mark.parametrize(
    ("given", "verdict", "same"),
    [
        (alike(), "The two workbooks say the same, cell for cell.", True),
        (alike(MOVED), "The two workbooks decide every task alike; 1 row was reordered.", True),
        (
            alike(MOVED, MOVED, SAYING, SAYING, GONE, WORD),
            f"{ALIKE} 2 rows were reordered, 1 row was added, 1 row was removed, 2 cells read otherwise.",
            True,
        ),
        (
            alike(replace(CELL, sheet="Prices"), replace(CELL, sheet="People")),
            "The two workbooks decide every task alike; 2 cells read otherwise. What Prices and People say differs.",
            True,
        ),
        (
            alike(CELL, not_examined="too many"),
            "No task was found that is decided otherwise, but not all were compared: too many.",
            False,
        ),
        (
            difference_facts((NEW, NEW), PolicyDifference((CELL,), ()), QUEUES[:1]),
            "20 tasks of those looked at are decided otherwise.",
            False,
        ),
    ],
)
def test_the_verdict_is_one_sentence(given: DifferenceFacts, verdict: str, same: bool) -> None:
    assert (given.verdict, given.alike) == (verdict, same)


def test_a_cell_that_moves_tasks_is_not_among_those_without_effect() -> None:
    assert [cell.sentence.split(":")[0] for cell in facts().without_effect] == ["Lists!M7", "Risk rules!J6"]
    assert facts().without_effect[0].sentence == "Lists!M7: the word “Wiki” of the list Surface was added (Wiki)"


def test_the_page_holds_everything_and_nothing_of_it_acts() -> None:
    text = page(facts())

    assert "<script" not in text
    assert "\u202e" not in text
    for said in (
        "Kinds of task that are decided otherwise",
        "Past contracts: contracts",
        "Only together",
        "and 12 more",
    ):
        assert said in text
    assert page(facts()) == text
    assert "Decide alike" in page(alike(MOVED))
    assert "Not all compared" in page(alike(MOVED, not_examined="x"))


sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe checks accessibility")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.browser
@pytest.mark.uncounted
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_page_is_accessible_and_never_scrolls_sideways(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(facts()), "utf-8")
    with sync_api.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"])
        for scheme, width in (("light", 1280), ("dark", 390)):
            view = running.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
            view.goto((tmp_path / "page.html").as_uri())
            found = axe.Axe().run(view, options={"resultTypes": ["violations"]})
            assert not found.response["violations"], found.generate_report()
            assert view.evaluate("document.documentElement.scrollWidth") <= width
        running.close()
