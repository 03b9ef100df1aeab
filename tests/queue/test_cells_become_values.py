from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.errors import InputRejected
from agent_router.model.field import Field, FieldKind, IfBlank
from agent_router.model.place import Place
from agent_router.model.task import Answer
from agent_router.queue.reading import read_tasks
from tests.queue.files import as_csv, as_jsonl, codes, errors, read, read_one


@pytest.mark.parametrize("typed", ["-", "?", "n/a", "N/A", "none", "None", "tbd", " TBD ", "", None, "—"])
@pytest.mark.parametrize(
    "field", ["details", "rollback", "surface", "work_type", "files_expected", "reversible", "labels", "folders"]
)
def test_what_people_write_for_nothing_is_not_stated(field: str, typed: str | None) -> None:
    task = read_one(**{field: typed})
    assert task.get(field) is None
    assert task.problems == ()


@pytest.mark.parametrize("typed", ["None", "none", "No data", "no  DATA"])
def test_none_is_a_word_where_the_list_says_so(typed: str) -> None:
    assert read_one(data_class=typed).get("data_class") == ("No data",)


@pytest.mark.parametrize("typed", ["NA", "null", "nil"])
def test_words_of_other_programs_stay_text(typed: str) -> None:
    assert read_one(details=typed).get("details") == typed


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("surface", "small", "Small"),
        ("surface", " LARGE ", "Large"),
        ("surface", "Broad", "Large"),
        ("work_type", "Dead code map", "Dead-code map"),
        ("work_type", "dead-code", "Dead-code map"),
        ("work_type", "Read‑only discovery", "Read-only discovery"),
        ("work_type", ["Refactor"], "Refactor"),
        ("output", "PR", "Pull request"),
        ("data_class", "Customer; production", ("Customer", "Production")),
        ("data_class", ["PII", "Internal"], ("Customer", "Internal")),
        ("changes", "Yes", True),
        ("changes", "n", False),
        ("changes", True, True),
        ("changes", 0, False),
        ("files_expected", "12", 12),
        ("files_expected", 12.0, 12),
        ("files_expected", ["3"], 3),
        ("max_cost_usd", "2.50", Decimal("2.50")),
        ("labels", "a; b, c\nd; a", ("a", "b", "c", "d")),
        ("labels", ["a, b", "c"], ("a, b", "c")),
        ("labels", [{"name": "bug"}, {"id": 3}, None], ("bug", '{"id": 3}')),
        ("folders", "src/{a,b}/**, docs; 'tests'", ("src/{a,b}/**", "docs", "tests")),
        ("folders", "src/{a,b; docs", ("src/{a,b", "docs")),
        ("requester", {"login": "ada"}, "ada"),
        ("details", ["one", "two"], "one\ntwo"),
        ("details", {"a": [1]}, '{"a": [1]}'),
        ("details", {}, None),
        ("details", "a\r\nb\rc", "a\nb\nc"),
        ("details", 5, "5"),
        ("details", True, "yes"),
    ],
)
def test_cells_are_read_by_the_kind_of_their_field(field: str, typed: object, value: object) -> None:
    task = read_one(**{field: typed})
    assert task.get(field) == value
    assert task.evaluable


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("surface", "Huge", "QU203"),
        ("function", "Legal", "QU203"),
        ("output", "Poem", "QU203"),
        ("data_class", "Internal, Secret", "QU203"),
        ("surface", ["Small", "Large"], "QU204"),
        ("files_expected", [1, 2], "QU204"),
        ("files_expected", "a few", "QU205"),
        ("files_expected", True, "QU205"),
        ("files_expected", "2.5", "QU206"),
        ("files_expected", "2,5", "QU207"),
        ("max_tokens", "1,000", "QU207"),
        ("files_expected", "-3", "QU208"),
        ("max_cost_usd", -0.5, "QU208"),
        ("changes", "perhaps", "QU209"),
        ("files_expected", "50%", "QU211"),
        ("id", "x" * 201, "QU215"),
        ("id", "tbd", "QU201"),
        ("goal", None, "QU201"),
        ("goal", "-", "QU201"),
    ],
)
def test_a_value_that_cannot_be_read_stops_its_own_task(field: str, typed: object, code: str) -> None:
    tasks = read(as_jsonl({"id": "A-1", "goal": "x", field: typed}, {"id": "A-2", "goal": "y"}))
    assert errors(tasks.tasks[0]) == [code]
    assert not tasks.tasks[0].evaluable
    assert "line 1" in str(tasks.tasks[0].problems[0])
    assert tasks.tasks[1].evaluable


def test_a_word_outside_the_list_gets_the_nearest_one_suggested() -> None:
    problem = read_one(surface="Lrage").problems[0]
    assert problem.suggestion == "Large"
    assert problem.found == "Surface: “Lrage”"


def test_a_very_long_text_is_refused() -> None:
    fields = (Field("id", "ID", FieldKind.TEXT, IfBlank.REQUIRED), Field("details", "Details", FieldKind.TEXT))
    element = '{"id": "A", "details": "' + "x" * 999_999 + '"}'
    tasks = read_tasks(f'[{{"id": "B"}}, {element}]'.encode(), "q.json", fields)
    assert [errors(task) for task in tasks.tasks] == [[], ["QU215"]]
    with pytest.raises(InputRejected, match="QU215"):
        read_tasks(f"[{element}]".encode(), "q.json", fields)


def test_dates_and_choices_without_a_list_are_read() -> None:
    fields = (
        Field("id", "ID", FieldKind.TEXT, IfBlank.REQUIRED),
        Field("due", "Due", FieldKind.DATE),
        Field("odd", "Odd", FieldKind.CHOICE),
    )
    tasks = read_tasks(as_jsonl({"id": "A", "due": "2026-11-16"}, {"id": "B", "due": "soon", "odd": "x"}), "q", fields)
    assert tasks.tasks[0].text("due") == "2026-11-16"
    assert errors(tasks.tasks[1]) == ["QU210", "QU203"]


def test_a_work_type_outside_the_list_counts_as_blank_with_advice() -> None:
    task = read_one(work_type="feature")
    assert task.evaluable
    assert task.get("work_type") is None
    assert codes(task.problems) == ["QU304"]


@pytest.mark.parametrize("work_type", [None, "feature"])
def test_a_work_type_follows_from_the_labels(work_type: str | None) -> None:
    task = read_one(work_type=work_type, labels=["p1", "dead-code"])
    answer = task.answer("work_type")
    assert answer == Answer("work_type", "Dead-code map", Place("queue.txt", line=1), "Labels: dead-code")
    assert task.problems == ()


def test_a_stated_work_type_wins_over_the_labels() -> None:
    answer = read_one(work_type="bugfix", labels="docs").answer("work_type")
    assert answer is not None
    assert (answer.value, answer.derived_from) == ("Bug hunt", "Work type: bugfix")


def test_labels_that_disagree_decide_nothing() -> None:
    task = read_one(labels=["bug", "docs"])
    assert task.get("work_type") is None
    assert codes(task.problems) == ["QU305"]
    assert read_one(labels=["bug", "defect"]).get("work_type") == "Bug hunt"


def test_control_and_direction_characters_are_left_out_and_said() -> None:
    task = read_one(goal="pay \u202ecipher\u202c\x1b[31m", labels=["a\u200b", "b"], details="👩\u200d💻")
    assert task.goal == "pay cipher[31m"
    assert task.words("labels") == ("a", "b")
    assert task.text("details") == "👩\u200d💻"
    assert codes(task.problems) == ["QU307", "QU307"]


def test_tasks_that_share_an_id_are_not_evaluated_and_name_each_other() -> None:
    tasks = read(as_csv(("A-1", "x"), ("a-1", "y"), ("A-2", "z"), ("A-1", "w"), headers=("ID", "Goal")))
    assert [errors(task) for task in tasks.tasks] == [["QU202"], ["QU202"], [], ["QU202"]]
    assert "line 3" in tasks.tasks[0].problems[0].found
    assert "line 2" in tasks.tasks[3].problems[0].found


def test_columns_are_found_by_name_code_and_other_names() -> None:
    tasks = read(as_csv(("A-1", "x", "y", "3"), headers=("Issue Key", "SUMMARY", "description", "files_expected")))
    task = tasks.tasks[0]
    assert (task.id, task.goal, task.text("details"), task.get("files_expected")) == ("A-1", "x", "y", 3)


def test_the_fields_own_name_wins_over_another_name_and_that_is_said() -> None:
    tasks = read(as_csv(("A-1", "short", "long", "more"), headers=("ID", "Title", "Goal", "Body")))
    assert tasks.tasks[0].goal == "long"
    assert tasks.tasks[0].extra == (("Title", "short"),)
    assert codes(tasks.remarks) == ["QU303"]


def test_unknown_columns_are_kept_and_said_once() -> None:
    tasks = read(as_jsonl({"id": "A", "goal": "x", "prio": 1, "flags": ["a", "b"], "hot": True, "empty": None}))
    assert tasks.tasks[0].extra == (("prio", "1"), ("flags", "a; b"), ("hot", "yes"))
    assert codes(tasks.remarks) == ["QU301"]
    assert "prio, flags, hot, empty" in tasks.remarks[0].found


def test_a_derived_field_is_never_read_from_a_queue() -> None:
    task = read_one(area="auth")
    assert task.get("area") is None
    assert task.extra == (("area", "auth"),)


def test_a_misspelled_column_is_a_warning_with_the_field_meant() -> None:
    remark = read(as_csv(("A-1", "x", "prod"), headers=("ID", "Goal", "Of limits"))).remarks[0]
    assert (remark.rule.code, remark.suggestion) == ("QU302", "Off limits")


cells = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.lists(st.text(max_size=8))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["id", "goal", "surface", "files", "changes", "labels", "x"]), cells)))
def test_no_queue_of_any_cells_crashes_and_no_row_is_lost(rows: list[dict[str, object]]) -> None:
    tasks = read(as_jsonl({"id": "first", "goal": "x"}, *rows))
    assert len(tasks.tasks) == len(rows) + 1
    for task in tasks.tasks:
        assert not task.evaluable or (task.id and task.goal)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_text_survives_csv(text: str) -> None:
    goal = f"Goal {text}".strip()
    read_goal = read(as_csv(("A-1", goal), headers=("ID", "Goal"))).tasks[0].goal
    assert (
        read_goal.split() == "".join(char for char in goal if char not in "\u200b\ufeff\u2028\u2029\u2060").split()
        or not goal.isascii()
    )
