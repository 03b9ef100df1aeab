"""Text of queues, logs and workbooks is hostile: it neither runs, nor hides, nor breaks the page."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_router.model.report import Attachment, JudgedRun, RunReportInput
from agent_router.report import view
from agent_router.report.interface import Format
from tests.report import samples
from tests.report.looks import bytes_of, html_of
from tests.report.sample_records import Plot

HOSTILE = {
    "script": "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "address": "javascript:alert(1)",
    "template": "{{ facts.fact_digest }}{% include 'run.html' %}",
    "ansi": "\x1b[31mred\x1b[0m\x07\x00",
    "bidi": "user\u202egnp.exe\u2066x\u2069\u200f",
    "zero width": "pay\u200bpal\ufeff\u00ad",
    "long word": "A" * 10_000,
    "long path": "src/" + "deep/" * 800 + "x.py",
    "chinese": "修复失败的测试" * 20,
    "arabic": "إصلاح الاختبار الفاشل",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 done ✅",
    "lines": "one\ntwo\r\nthree\u2028four",
    "half a pair": "x\ud800y",
    "tags": "\U000e0041\U000e0042",
}


def hostile_run(text: str) -> RunReportInput:
    judged: JudgedRun = samples.accepted(
        Plot(run_id="run-1", task_id=text, goal=text, headline=text, outcomes="MNNNN NNNNN NNPWN")
    )
    verdict = judged.verdict
    verdict = replace(
        verdict,
        items=tuple(
            replace(item, because=text, question=text, settled_by=text, settled_note=text, clears=text)
            for item in verdict.items
        ),
        claims=tuple(replace(claim, text=text, because=text) for claim in verdict.claims),
        changed=tuple(replace(path, path=text, note=text) for path in verdict.changed),
        risks=tuple((text, place) for _, place in verdict.risks),
        stops=tuple(replace(stop, because=text, then=text) for stop in verdict.stops),
    )
    started = replace(judged.run.started, operator=text, program=text, repository=text, models=(text,))
    run = replace(judged.run, started=started, remarks=(text,))
    files = (Attachment("run.jsonl", text.encode("utf-8", "replace"), "text/html", text),)
    return samples.run_input(replace(judged, verdict=verdict, run=run), attachments=files)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_stays_text(kind: str) -> None:
    html = html_of(hostile_run(HOSTILE[kind]))
    clean = html_of(samples.run_input(samples.accepted()))
    assert html.count("<script>") == clean.count("<script>") == 1
    assert "<img src=x" not in html
    assert 'onmouseover="' not in html
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2028\ufeff\ud800-\udfff]", html)


def test_hidden_characters_are_shown() -> None:
    html = html_of(hostile_run(HOSTILE["bidi"]))
    assert "user‹U+202E›gnp.exe‹U+2066›x‹U+2069›" in html
    assert "‹U+001B›[31mred" in html_of(hostile_run(HOSTILE["ansi"]))


def test_a_value_is_never_a_template() -> None:
    html = html_of(hostile_run(HOSTILE["template"]))
    assert "{{ facts.fact_digest }}" in html


def test_endless_words_are_cut_and_say_so() -> None:
    html = html_of(hostile_run(HOSTILE["long word"]))
    assert "more characters)" in html
    assert len(html) < 400_000


@pytest.mark.uncounted
@pytest.mark.parametrize(
    "kinds",
    [
        ("script", "attribute", "address", "template", "ansi"),
        ("bidi", "zero width", "tags", "lines", "half a pair"),
        ("long word",),
        ("long path", "chinese", "arabic", "emoji"),
    ],
)
def test_hostile_text_prints(kinds: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(bytes_of(hostile_run(" ".join(HOSTILE[kind] for kind in kinds)), Format.PDF))
    assert path.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
        assert "Contents" not in text.split("\f")[0], "page one stays one page"


@pytest.mark.parametrize("kind", HOSTILE)
def test_json_keeps_the_text_as_it_was(kind: str) -> None:
    plain = json.loads(bytes_of(hostile_run(HOSTILE[kind]), Format.JSON))
    # JSON text is UTF-8, which cannot hold half a surrogate pair.
    assert plain["facts"]["task"]["goal"] == HOSTILE[kind].replace("\ud800", "\ufffd")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_nothing_unseen_passes(text: str) -> None:
    shown = view.visible(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)
    assert shown.encode().decode() == shown


def test_an_attached_page_cannot_run_from_the_report() -> None:
    html = html_of(hostile_run(HOSTILE["script"]))
    links = re.findall(r'href="(data:[^;]+)', html)
    assert links
    assert set(links) == {"data:application/octet-stream"}
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
