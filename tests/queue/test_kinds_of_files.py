import gzip
import json

import pytest

from agent_router.errors import CannotRead, InputRejected
from agent_router.ledger.digest import sha256_hex
from agent_router.model.place import Place
from agent_router.queue.sources import SOURCES, source_of
from tests.places import FIELD_DATA, needs_field_data
from tests.queue.files import HEADERS, ROW, as_csv, as_jsonl, as_xlsx, codes, errors, read, replaced_part, saved

OBJECT = {"id": "A-1", "goal": "Map dead code", "surface": "Large"}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("CSV", as_csv(ROW)),
        ("CSV", as_csv(ROW, separator=";")),
        ("CSV", as_csv(ROW, separator="\t")),
        ("JSON Lines", as_jsonl(OBJECT, {**OBJECT, "id": "A-2"})),
        ("JSON", json.dumps([OBJECT]).encode()),
        ("JSON", json.dumps({"tasks": [OBJECT]}, indent=2).encode()),
        ("JSON", as_jsonl(OBJECT)),
        ("Excel", as_xlsx(ROW)),
    ],
)
def test_the_kind_is_found_by_content_whatever_the_name(kind: str, data: bytes) -> None:
    assert source_of(data, "any.name") is SOURCES[kind]
    task = read(data, "misleading.pdf").tasks[0]
    assert (task.id, task.goal, task.get("surface")) == ("A-1", "Map dead code", "Large")
    assert task.evaluable


def test_the_digest_is_that_of_the_bytes() -> None:
    data = as_csv(ROW)
    tasks = read(data, "sub/queue.csv")
    assert (tasks.source, tasks.sha256) == ("sub/queue.csv", sha256_hex(data))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-32"])
@pytest.mark.parametrize("make", [as_csv, None])
def test_unicode_of_every_width_is_read(encoding: str, make: object) -> None:
    goal = "Größe prüfen — 見る"
    plain = (
        as_csv((*ROW[:1], goal, *ROW[2:]))
        if make
        else json.dumps([{**OBJECT, "goal": goal}], ensure_ascii=False).encode()
    )
    tasks = read(plain.decode().encode(encoding))
    assert tasks.tasks[0].goal == goal
    assert "QU308" not in codes(tasks.remarks)


def test_western_text_is_read_and_said() -> None:
    tasks = read(as_csv(("A-1", "Café prüfen", *ROW[2:])).decode().encode("latin-1"))
    assert tasks.tasks[0].goal == "Café prüfen"
    assert "QU308" in codes(tasks.remarks)


def test_csv_keeps_line_breaks_in_quotes_and_names_the_line_a_task_begins_on() -> None:
    tasks = read(b'ID,Goal,Details\nA-1,one,"first\nsecond"\n\nA-2,two,\n')
    assert tasks.tasks[0].get("details") == "first\nsecond"
    assert [task.place for task in tasks.tasks] == [Place("queue.txt", line=2), Place("queue.txt", line=5)]


def test_csv_may_begin_with_titles_and_name_its_separator() -> None:
    tasks = read(b"sep=;\r\nExport of Monday, 9 o'clock\r\n\r\nID;Goal\r\nA-1;x, y\r\n")
    assert tasks.tasks[0].goal == "x, y"
    assert tasks.tasks[0].place == Place("queue.txt", line=5)


def test_a_row_with_too_many_cells_is_not_evaluated_and_the_others_are() -> None:
    tasks = read(b"ID,Goal\nA-1,Fix a, b and c\nA-2,ok,,\n")
    assert errors(tasks.tasks[0]) == ["QU216"]
    assert tasks.tasks[1].evaluable


def test_an_unclosed_quotation_mark_is_refused_with_its_line() -> None:
    text = 'ID,Goal\nA-1,"never closed' + "x" * 200_000
    with pytest.raises(CannotRead, match=r"line 2.*131,072 characters.*quotation mark"):
        read(text.encode())


def test_zero_bytes_in_csv_are_left_visible() -> None:
    assert read(b"ID,Goal\nA-1,a\x00b\n").tasks[0].goal == "a\ufffdb"


@pytest.mark.parametrize("key", ["tasks", "items", "issues"])
def test_a_json_document_may_keep_its_list_under_a_key(key: str) -> None:
    document = {"exported": {"tasks": [1]}, "note": [], key: [OBJECT, {**OBJECT, "id": "A-2"}]}
    tasks = read(json.dumps(document, indent=1).encode())
    assert [task.id for task in tasks.tasks] == ["A-1", "A-2"]
    assert tasks.tasks[1].place is not None
    assert tasks.tasks[1].place.line > 5


def test_a_broken_line_is_one_task_and_the_others_go_on() -> None:
    tasks = read(b'{"id": "A-1", "goal": \n' + as_jsonl(OBJECT) + b'[1]\n"x"\n12\n{"id":"A","id":"B"}\n{"a":NaN}\n')
    assert [errors(task) for task in tasks.tasks] == [["QU214"], [], *[["QU214"]] * 5]
    assert [task.id for task in tasks.tasks][:3] == ["line 1", "A-1", "line 3"]
    assert "a list instead of an object" in str(tasks.tasks[2].problems[0])


def test_an_element_that_is_no_task_is_reported_with_its_line() -> None:
    tasks = read(b'[\n{"id": "A-1", "goal": "x"},\n7,\n{"id":"A-2","id":"A-3"}\n]')
    assert [errors(task) for task in tasks.tasks] == [[], ["QU214"], ["QU214"]]
    assert tasks.tasks[2].place == Place("queue.txt", line=4)


def test_a_huge_line_is_refused_in_words_and_the_others_go_on() -> None:
    tasks = read(as_jsonl(OBJECT) + b'{"id": "A-2", "goal": "' + b"x" * 100_000_000 + b'"}\n')
    assert tasks.tasks[0].evaluable
    assert errors(tasks.tasks[1]) == ["QU215"]
    assert "100.0 million characters" in str(tasks.tasks[1].problems[0])
    element = json.dumps([OBJECT, {"id": "A-2", "goal": "x" * 1_100_000}]).encode()
    assert errors(read(element).tasks[1]) == ["QU215"]
    assert errors(read(as_jsonl({"id": "A", "goal": "g", "details": "d"}) * 1).tasks[0]) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "empty"),
        (b"<!DOCTYPE html><table></table>", "web page"),
        (b"  <html>", "web page"),
        (b"<table><tr>", "web page"),
        ("\ufeff<html>".encode("utf-16"), "web page"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"%PDF-1.7", "PDF"),
        (gzip.compress(b"ID,Goal", mtime=0), "gzip"),
        (b"SQLite format 3\x00", "database"),
        (b"\x89PNG\r\n", "picture"),
        (b"PAR1....PAR1", "Parquet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, r"old Excel file \(.xls\)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04broken", "unpacked"),
        (b"ab\x00\xff\xfe\x80\x81" * 9, "damaged or no text"),
        (b"\xff\xfea", "damaged or no text"),
        (b'{\n"tasks": [1, }', "broken"),
        (b'{\n"tasks": [', "broken"),
        (b'{"nothing": "here"}', "no list of tasks"),
        (b'[{"id": "A"}, {', "line 1"),
        (b"[" * 100_000, "broken"),
    ],
)
def test_what_is_no_queue_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(CannotRead, match=words):
        read(data)


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = replaced_part(as_xlsx(ROW), "xl/worksheets/sheet1.xml", lambda _: b"\x00" * 300_000_000)
    with pytest.raises(CannotRead, match="bomb"):
        read(bomb)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"one,two\n1,2\n", "QU101"),
        (as_xlsx(("x", "y"), headers=("one", "two")), "QU101"),
        (b"ID,Surface\nA-1,Small\n", "QU102"),
        (as_jsonl({"goal": "x"}), "QU102"),
        (b"ID,Goal,id\nA-1,x,A-2\n", "QU103"),
        (as_csv(HEADERS, ROW), "QU104"),
        (as_xlsx(ROW, HEADERS, ROW), "QU104"),
        (as_csv(), "QU105"),
        (as_xlsx(), "QU105"),
        (b"[]", "QU105"),
        (b"[{}, {}]", "QU105"),
        (b'{"tasks": [1, }', "QU214"),
    ],
)
def test_columns_that_do_not_fit_refuse_the_file(data: bytes, code: str) -> None:
    with pytest.raises(InputRejected) as rejected:
        read(data)
    assert codes(rejected.value.problems) == [code]
    assert "queue.txt" in str(rejected.value)


def test_a_workbook_without_cells_is_refused() -> None:
    from openpyxl import Workbook

    with pytest.raises(InputRejected):
        read(saved(Workbook()))


@pytest.mark.uncounted
def test_twenty_thousand_rows_are_all_read() -> None:
    rows = [(f"A-{number}", *ROW[1:]) for number in range(20_000)]
    for data in (as_csv(*rows), as_jsonl(*(dict(zip(HEADERS, row, strict=True)) for row in rows))):
        assert len(read(data).tasks) == 20_000


@needs_field_data
@pytest.mark.parametrize(
    ("name", "count", "stated"),
    [
        ("beads_agent_queue.dev.jsonl", 1296, {"details", "labels", "work_type", "acceptance_plan"}),
        ("github_issues.dev.jsonl", 400, {"details", "repositories", "work_type"}),
        ("commits_with_paths.dev.jsonl", 1500, {"details", "repositories"}),
    ],
)
def test_real_exports_are_read_whole(name: str, count: int, stated: set[str]) -> None:
    tasks = read((FIELD_DATA / "queues" / name).read_bytes(), name)
    assert len(tasks.tasks) == count
    assert all(task.evaluable and task.goal for task in tasks.tasks)
    assert stated <= {answer.field for task in tasks.tasks for answer in task.answers}
