"""JSON with its schema, the register, file names and the contract's page."""

import io
import json
import re
from dataclasses import replace

import jsonschema
import openpyxl
import pytest

from agent_router.model.contract import SealedContract
from agent_router.model.policy import Route
from agent_router.model.report import QueueReportInput, ReportKind, RunReportInput, WeekReportInput
from agent_router.model.verdict import VerdictState
from agent_router.report.contract_page import code, markdown, render_contract_page
from agent_router.report.facts.queue_facts import queue_facts
from agent_router.report.facts.week_facts import week_facts
from agent_router.report.interface import Document, Format, FormatUnavailable
from agent_router.report.rendering import render_queue, report_name
from agent_router.report.schema import report_schema
from tests.report import samples
from tests.report.looks import LOOK, bytes_of, html_of
from tests.report.sample_queue import queue_input
from tests.report.sample_records import Plot, contract_of


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (ReportKind.RUN, samples.run_input()),
        (ReportKind.RUN, samples.run_input(samples.accepted())),
        (ReportKind.RUN, samples.run_input(samples.uncontracted())),
        (ReportKind.RUN, samples.run_input(samples.unreadable())),
        (ReportKind.RUN, samples.run_input(samples.workflow())),
        (ReportKind.WEEK, samples.week_input()),
        (ReportKind.WEEK, samples.week_input((), tasks=None, assignments=(), sample=None, moved_tasks=None)),
        (ReportKind.QUEUE, queue_input()),
    ],
)
def test_json_fits_its_published_schema(
    kind: ReportKind, given: RunReportInput | WeekReportInput | QueueReportInput
) -> None:
    plain = json.loads(bytes_of(given, Format.JSON))
    for schema in (report_schema(kind), report_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(plain)
    assert plain["fact_digest"] == plain["facts"]["fact_digest"]


def test_the_schema_refuses_a_report_with_a_changed_shape() -> None:
    plain = json.loads(bytes_of(samples.run_input(), Format.JSON))
    plain["facts"]["verdict"]["state"] = "certified"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(report_schema(ReportKind.RUN)).validate(plain)


@pytest.mark.parametrize("given", [samples.week_input(), queue_input()])
def test_json_html_and_register_carry_one_fact_digest(given: WeekReportInput | QueueReportInput) -> None:
    digest = json.loads(bytes_of(given, Format.JSON))["fact_digest"]
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    assert digest in html_of(given)
    about = openpyxl.load_workbook(io.BytesIO(bytes_of(given, Format.XLSX)))["About"]
    assert digest in {cell.value for row in about.iter_rows() for cell in row}


def test_the_register_has_a_row_a_run_and_columns_to_sign() -> None:
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(samples.week_input(), Format.XLSX)))
    assert book.sheetnames == ["Runs", "Decisions", "Reconciliation", "About"]
    rows = list(book["Runs"].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[0] == "Run")
    assert rows[head][-4:] == ("Seen by", "Role", "Meaning", "Date and time with zone")
    by_run = {row[0]: dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]}
    assert len(by_run) == 24
    assert by_run["run-0147"]["Verdict"] == "not accepted"
    assert by_run["run-0147"]["Cost (USD)"] is None, "an unknown price is blank, not zero"
    assert by_run["run-0120"]["Cost (USD)"] == pytest.approx(0.03494475)
    assert [row[0] for row in rows[head + 1 :]] == [one.run_id for one in week_facts(samples.week_input()).runs]


def test_the_queue_register_says_why_with_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(queue_input(), Format.XLSX)))
    rows = list(book["Tasks"].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[0] == "Task")
    by_task = {row[0]: dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]}
    assert len(by_task) == len(queue_facts(queue_input()).rows)
    assert "[Risk rules!A7, Queue!D5]" in str(by_task["T-1"]["Because"])
    held = list(book["Held"].iter_rows(values_only=True))
    assert ("T-1", "Move invoices to the new schema", "Joan Clarke", "Acceptance plan, Reviewer") in {
        row[:4] for row in held
    }


def test_a_formula_in_a_goal_stays_text_in_the_register() -> None:
    runs = (samples.waiting(Plot("r1", "T-1", "=HYPERLINK(1)", VerdictState.WAITING)),)
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(samples.week_input(runs), Format.XLSX)))
    cells = [cell for row in book["Runs"].iter_rows() for cell in row if cell.value and "HYPERLINK" in str(cell.value)]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


def test_the_register_of_one_run_is_its_weeks() -> None:
    from agent_router.report.facts.run_facts import run_facts
    from agent_router.report.formats import xlsx

    with pytest.raises(FormatUnavailable, match="register of its week"):
        xlsx.render(Document(ReportKind.RUN, "x", run_facts(samples.run_input())), LOOK)


@pytest.mark.parametrize(
    ("kind", "subject", "name"),
    [
        (ReportKind.RUN, "run-0147", "run-run-0147"),
        (ReportKind.WEEK, "2026-W47", "week-2026-W47"),
        (ReportKind.QUEUE, "queue", "queue"),
        (ReportKind.QUEUE, "backlog", "queue-backlog"),
    ],
)
def test_files_are_named_by_kind_and_subject(kind: ReportKind, subject: str, name: str) -> None:
    assert report_name(kind, subject) == name


@pytest.mark.parametrize("subject", ["../../etc/passwd", "a b", "a/b", "a\\b", "run\n", "…", "", "x" * 300, "CON:"])
def test_a_file_name_holds_nothing_dangerous_and_stays_apart(subject: str) -> None:
    name = report_name(ReportKind.RUN, subject)
    assert re.fullmatch(r"run-[A-Za-z0-9._-]+", name) or subject == ""
    assert ".." not in name
    assert len(name) <= 100
    assert report_name(ReportKind.RUN, subject + "!") != name


def test_a_format_asked_for_twice_is_made_once() -> None:
    assert len(render_queue(queue_input(), (Format.JSON, Format.JSON), LOOK)) == 1


def test_the_contract_page_says_what_is_allowed_and_who_decides() -> None:
    page = render_contract_page(contract_of(Plot()), LOOK)
    for said in (
        "# Contract: Fix failing test",
        "**Task T-31** · Single agent · blast radius **Medium** (as far as stated: Low)",
        "| Folders | `src/**`, `tests/**` |",
        "| **Off limits** | `infra/**` |",
        "| 20 | 60,000 | $2.00 | 2 | 0 |",
        "`python -m pytest -q`",
        "Before **mutation**, somebody who may approve Medium work and is not Ada Lovelace.",
        "**outside scope**: Stop and ask for a new approval.",
        "Small edit under five files in named folders. [Routes!A7]",
        f"Contract digest (SHA-256): {contract_of(Plot()).digest}",
    ):
        assert said in page, said
    assert page.count("\n") < 90, "one page"


def test_the_contract_page_groups_the_checklist_by_what_an_unmet_item_does() -> None:
    page = render_contract_page(contract_of(Plot()), LOOK)
    judged = page.split("## How the result is judged")[1].split("## Why")[0]
    blocks, decided, noted = (part.split("\n\n")[1] for part in judged.split("###")[1:])
    assert "- **C6** Did the required proof pass? [Acceptance checklist!A10]" in blocks.splitlines()
    assert decided.splitlines()[0] == "- **C11** Did it stay within its tokens? [Acceptance checklist!A15]"
    assert noted.splitlines() == [
        "- **C5** Are the commands recorded? [Acceptance checklist!A9]",
        "- **C12** Is the cost known? [Acceptance checklist!A16]",
    ]
    assert "if not)" not in page


def test_the_contract_page_gives_each_reason_once() -> None:
    sealed = contract_of(Plot())
    contract = sealed.contract
    said = contract.views[0].because[0]
    box = ("The box is this row's.", contract.budget.place)
    again = replace(contract, because=(*contract.because, said, box))
    why = render_contract_page(replace(sealed, contract=again), LOOK).split("## Why")[1]
    assert why.count("Small edits start low.") == 1
    assert "- scope, Medium: The folder `src/**` reaches shared code. [Systems!A6]\n" in why
    assert "The box is this row's." not in why


@pytest.mark.parametrize(
    ("folders", "systems", "data_sources", "said"),
    [
        (("src/**",), (), (), "| Systems | none named: with folders named but no systems, every system outside is "),
        ((), (), (), "| Systems | none named: with neither folders nor systems named, everything that is not off "),
        (("src/**",), ("CRM",), (), "| Systems | CRM |"),
        (("src/**",), (), ("Exports",), "| Systems | none named |"),
    ],
)
def test_the_contract_page_says_which_systems_are_in_scope(
    folders: tuple[str, ...], systems: tuple[str, ...], data_sources: tuple[str, ...], said: str
) -> None:
    sealed = contract_of(Plot())
    scope = replace(sealed.contract.scope, folders=folders, systems=systems, data_sources=data_sources)
    assert said in render_contract_page(replace(sealed, contract=replace(sealed.contract, scope=scope)), LOOK)


@pytest.mark.parametrize(
    "typed", ["Budgets!A9", "(Noticeable)", "1.0", "+01:00", "a & b > c", "# of files #4", "5 %-10"]
)
def test_what_is_no_markup_reads_the_same_in_an_editor(typed: str) -> None:
    assert markdown(f"x {typed}") == f"x {typed}"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("pytest -q && echo <b> > out_*", "`pytest -q && echo <b> > out_*`"),
        ("a `b`", "a \\`b\\`"),
        ("pytest | tee log", "pytest \\| tee log"),
        ("one\n# two", "`one # two`"),
        ("", ""),
    ],
)
def test_a_command_stands_letter_for_letter_unless_it_could_break_out(typed: str, printed: str) -> None:
    assert code(typed) == printed


def test_a_contract_that_waits_for_answers_says_so() -> None:
    sealed: SealedContract = contract_of(Plot(route=Route.HUMAN_LED))
    bare = replace(
        sealed.contract,
        missing=("rollback",),
        phases=(),
        approval_before=None,
        proof=(),
        verifiers=(),
        stops=(),
        checklist=(),
        agents_overshoot=4,
    )
    page = render_contract_page(replace(sealed, contract=bare, written=None), LOOK)
    assert "> **Still missing:** rollback" in page
    assert "An empty checklist accepts nothing." in page
    assert "No approval is needed before the start." in page
    assert "overshoot this by 4 agents" in page
    assert "written time unknown" in page


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("# heading", "\\# heading"),
        ("a | b", "a \\| b"),
        ("<b>&amp;", "&lt;b>&amp;amp;"),
        ("[x](javascript:1)", "\\[x\\](javascript:1)"),
        ("one\n\n# two", "one # two"),
        ("1. list", "1\\. list"),
        ("- [ ] item", "\\- \\[ \\] item"),
        ("`code` *b* _i_ ~s~", "\\`code\\` `*b*` \\_i\\_ \\~s\\~"),
        ("a\u202eb", "a‹U+202E›b"),
        ("snake_case-name", "snake_case-name"),
        ("![x](y) wow!", "\\!\\[x\\](y) wow!"),
        ("> quote", "\\> quote"),
        ("--- rule", "\\--- rule"),
        ("C:\\new \\*", "C:\\new `\\*`"),
        ("end \\", "end \\\\"),
    ],
)
def test_hostile_text_is_no_markdown(typed: str, printed: str) -> None:
    assert markdown(typed) == printed
