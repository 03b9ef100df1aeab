import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.agents.section import BEGIN, END, merge_section
from agent_router.errors import InputRejected

SECTION = f"{BEGIN} x -->\n## New\n\ntext\n{END}\n"
OLD = f"{BEGIN} y -->\nold\n{END}"


def test_a_section_is_added_one_blank_line_below_what_is_there() -> None:
    assert merge_section("# Ours\n", SECTION) == f"# Ours\n\n{SECTION}"
    assert merge_section("# Ours", SECTION) == f"# Ours\n\n{SECTION}"
    assert merge_section("# Ours\n\n", SECTION) == f"# Ours\n\n{SECTION}"
    assert merge_section("", SECTION) == SECTION


def test_a_section_is_replaced_where_it_stands() -> None:
    assert merge_section(f"before\n{OLD}\nafter", SECTION) == f"before\n{SECTION}after"
    assert merge_section(f"before\n{OLD}", SECTION) == f"before\n{SECTION.rstrip()}"


def test_windows_line_ends_are_kept_and_followed() -> None:
    existing = f"# Ours\r\n{OLD}\r\nafter\r\n".replace("\nold\n", "\r\nold\r\n")
    merged = merge_section(existing, SECTION)
    assert merged.startswith("# Ours\r\n")
    assert merged.endswith(f"{END}\r\nafter\r\n")
    assert merged.count("\n") == merged.count("\r\n")
    assert merge_section("# Ours\r\n", SECTION) == "# Ours\r\n\r\n" + SECTION.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "existing",
    [
        f"{BEGIN} x -->\nno end\n",
        f"no begin\n{END}\n",
        f"{END}\n{BEGIN} x -->\n",
        f"{OLD}\n{OLD}\n",
        f"{BEGIN} x -->\n{OLD}\n",
        f"text {BEGIN} x --> text\n{END}\n",
    ],
)
def test_damaged_markers_are_refused_with_the_line(existing: str) -> None:
    with pytest.raises(InputRejected, match=r"docs/AGENTS\.md line \d+: The markers .* \[AG101\]"):
        merge_section(existing, SECTION, "docs/AGENTS.md")


line = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=12)
text = st.lists(line, max_size=6).flatmap(lambda lines: st.sampled_from(["\n".join(lines), "\r\n".join(lines)]))


@given(text, text)
def test_the_rest_of_the_file_stays_byte_for_byte_and_doing_it_again_changes_nothing(before: str, after: str) -> None:
    head = f"{before}\n" if before else ""
    merged = merge_section(f"{head}{OLD}\n{after}", SECTION)
    assert merged.startswith(head)
    assert merged.endswith(f"\n{after}")
    assert merge_section(merged, SECTION) == merged
    added = merge_section(before, SECTION)
    assert added.startswith(before)
    assert merge_section(added, SECTION) == added
