"""Unified diffs, as submissions of agents hold them."""

from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.logs.unified_diff import files_of, is_diff
from agent_router.model.known import ChangeKind
from agent_router.model.run import Change
from tests.evidence.swe_agent_logs import read, step, trajectory

DIFF = """diff --git a/old name.py b/new name.py
similarity index 90%
rename from old name.py
rename to new name.py
diff --git a/gone.py b/gone.py
deleted file mode 100644
--- a/gone.py
+++ /dev/null
@@ -1 +0,0 @@
-x
\\ No newline at end of file
diff --git a/pic.png b/pic.png
new file mode 100644
Binary files /dev/null and b/pic.png differ
diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
diff --git "a/\\303\\244.py" "b/\\303\\244.py"
--- "a/\\303\\244.py"
+++ "b/\\303\\244.py"
@@ -1,2 +1,2 @@
--- a comment
++++ another
 same
diff --git a/copy.py b/copied.py
copy from copy.py
copy to copied.py
"""


def test_a_diff_tells_renames_deletes_binaries_modes_and_quoted_names() -> None:
    found = [(one.path, one.kind, one.old_path, one.added, one.removed, one.mode) for one in files_of(DIFF)]
    assert found == [
        ("new name.py", ChangeKind.RENAMED, "old name.py", 0, 0, ""),
        ("gone.py", ChangeKind.DELETED, "", 0, 1, ""),
        ("pic.png", ChangeKind.CREATED, "", None, None, ""),
        ("run.sh", ChangeKind.MODIFIED, "", 0, 0, "100644 → 100755"),
        ("ä.py", ChangeKind.MODIFIED, "", 1, 1, ""),
        ("copied.py", ChangeKind.CREATED, "", 0, 0, ""),
    ]


def test_a_plain_diff_without_gits_header_is_read() -> None:
    plain = (
        "--- /dev/null\t2026\n+++ b/a.py\t2026\n@@ -0,0 +1,2 @@\n+x\n+y\n--- a/b.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    )
    assert is_diff(plain)
    assert [(one.path, one.kind, one.added, one.removed) for one in files_of(plain)] == [
        ("a.py", ChangeKind.CREATED, 2, 0),
        ("b.py", ChangeKind.DELETED, 0, 1),
    ]
    assert not is_diff("All good, I changed a.py.")


def test_notes_of_a_submitted_file_say_what_else_is_known() -> None:
    reading = read(trajectory(step("ls", ""), submission=DIFF, exit_status="submitted"))
    notes = {one.path: one.note for one in reading.records if isinstance(one, Change)}
    assert notes["/repo/pic.png"] == "binary"
    assert notes["/repo/run.sh"] == "mode 100644 → 100755"


@given(st.text(alphabet='diff --git ab/\\"@-+ ,13\n', max_size=120))
def test_no_text_breaks_the_reading_of_a_diff(words: str) -> None:
    for one in files_of(f"diff --git a/x b/x\n{words}"):
        assert (one.added or 0) + (one.removed or 0) <= len(words)
