"""Templates for people who know HTML: overridden file by file, sandboxed, and a fault names its place."""

from pathlib import Path

import pytest

from agent_router.report.formats.colors import FALLBACK, contrast_on_white, readable_accent
from agent_router.report.formats.templating import fill, read_asset
from agent_router.report.interface import TemplateFault
from tests.report import samples
from tests.report.looks import LOOK, html_of, look_with


def test_a_workspace_overrides_one_file_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "run.html").write_text(
        '{% extends "layout.html" %}{% block page_one %}<p>Our own {{ facts.task.goal }}</p>{% endblock %}', "utf-8"
    )
    html = html_of(samples.run_input(), look_with(tmp_path))
    assert "<p>Our own Fix failing test</p>" in html
    assert "Fact digest" in html


def test_a_style_sheet_alone_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "screen.css").write_text("body { color: teal; }", "utf-8")
    html = html_of(samples.run_input(), look_with(tmp_path))
    assert "body { color: teal; }" in html
    assert "NOT ACCEPTED" in html.upper()


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("<p>\n{{ facts.vredict }}", 2, "vredict"),
        ("{% if facts %}\n\n{% endfi %}", 3, "endfi"),
        ("\n\n{{ 3 | shorten }}", 3, "shorten"),
        ("{{ facts.verdict.state | money }}", 1, "money"),
        ("\n{{ facts.verdict.headline | day }}", 2, "day"),
        ("\n{{ 1 / 0 }}", 2, "division"),
        ("{% include 'absent.html' %}", 1, "absent.html"),
        ("\n{{ facts.__class__.__mro__ }}", 2, "__class__"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", 1, "__class__"),
    ],
)
def test_a_fault_names_file_line_and_word(text: str, line: int, found: str, tmp_path: Path) -> None:
    (tmp_path / "run.html").write_text(text, "utf-8")
    with pytest.raises(TemplateFault) as caught:
        html_of(samples.run_input(), look_with(tmp_path))
    assert (caught.value.file, caught.value.line) == ("run.html", line)
    assert found in str(caught.value)
    assert "Correct the template" in str(caught.value)


def test_a_fault_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "report.css").write_text("a {}\n{{ nothing }}", "utf-8")
    with pytest.raises(TemplateFault) as caught:
        html_of(samples.run_input(), look_with(tmp_path))
    assert (caught.value.file, caught.value.line) == ("styles/report.css", 2)


def test_a_bug_of_ours_is_not_called_a_template_fault(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("{{ broken }}", "utf-8")

    def spell(_value: object) -> object:
        raise ValueError("our own fault")

    with pytest.raises(ValueError, match="our own fault"):
        fill("x.html", {"broken": 1}, look_with(tmp_path), printed=spell)


def test_a_missing_script_is_a_fault_of_the_templates() -> None:
    with pytest.raises(TemplateFault, match="no such file"):
        read_asset("absent.js", LOOK)


@pytest.mark.parametrize("color", ["#1F4E79", "#FFD54F", "#FFFFFF", "#000000", "#ff0000"])
def test_the_accent_color_is_always_readable(color: str) -> None:
    shade = readable_accent(color)
    assert contrast_on_white([int(shade[at : at + 2], 16) for at in (1, 3, 5)]) >= 4.5


@pytest.mark.parametrize("color", ["", "teal", "#12", "red;} body{display:none", "#1234567"])
def test_what_is_no_color_falls_back(color: str) -> None:
    assert readable_accent(color) == FALLBACK


def test_no_template_asks_for_the_network() -> None:
    for path in LOOK.template_folders[0].rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
            assert "http:" not in text, path
            assert "https:" not in text, path
            assert "|safe" not in text.replace(" ", ""), path
