"""Patches of Codex: who says what they changed."""

import pytest

from agent_router.model.known import ChangeKind, CommandOutcome
from agent_router.model.run import Change, Command, Denied, Request
from tests.evidence.codex_lines import CWD, asks, completed, event, found, gets, item, meta, outcomes, read_codex
from tests.evidence.readings import Json

PATCH = (
    "*** Begin Patch\n*** Add File: new.txt\n+one\n+two\n*** Delete File: old.txt\n"
    "*** Update File: a.py\n*** Move to: b.py\n@@\n-x\n+y\n*** End Patch\n"
)


def patch_call() -> Json:
    return item("custom_tool_call", 1, name="apply_patch", call_id="p", input=PATCH)


def patch_answer(words: str) -> Json:
    return item("custom_tool_call_output", 3, call_id="p", output=words)


def shown(*lines: Json) -> list[tuple[str, str, ChangeKind, int | None, int | None, bool]]:
    changes = [one for one in found(Change, *lines) if isinstance(one, Change)]
    return [
        (one.path.removeprefix(f"{CWD}/"), one.old_path, one.kind, one.added, one.removed, one.done) for one in changes
    ]


CREATED = ("new.txt", "", ChangeKind.CREATED, 2, 0, True)
MOVED = ("b.py", f"{CWD}/a.py", ChangeKind.RENAMED, 1, 1, True)


def test_the_programs_record_of_a_patch_tells_kinds_and_lines() -> None:
    changes = {
        f"{CWD}/new.txt": {"type": "add", "content": "one\ntwo\n"},
        f"{CWD}/old.txt": {"type": "delete", "content": "gone\n"},
        f"{CWD}/a.py": {
            "type": "update",
            "unified_diff": "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
            "move_path": f"{CWD}/b.py",
        },
    }
    wanted = [CREATED, ("old.txt", "", ChangeKind.DELETED, 0, 1, True), MOVED]
    end = event("patch_apply_end", 2, call_id="p", success=True, status="completed", changes=changes)
    done = patch_answer("Exit code: 0\nOutput:\nSuccess.")
    assert shown(patch_call(), end, done) == wanted
    assert shown(patch_call(), completed("FileChange", 2, id="p", status="completed", changes=changes), done) == wanted
    old = {path: {str(one["type"]): {k: v for k, v in one.items() if k != "type"}} for path, one in changes.items()}
    assert shown(patch_call(), event("patch_apply_end", 2, call_id="p", success=True, changes=old)) == wanted


def test_without_a_record_the_patchs_words_and_its_answer_count() -> None:
    deleted = ("old.txt", "", ChangeKind.DELETED, None, None, True)
    assert shown(patch_call(), patch_answer("Success. Updated the following files:\nA new.txt")) == [
        CREATED,
        deleted,
        MOVED,
    ]
    for words in ("apply_patch verification failed: no such context", "patch rejected: outside of the project"):
        assert {one[5] for one in shown(patch_call(), patch_answer(words))} == {False}
    assert {one[5] for one in shown(patch_call())} == {False}


def test_a_declined_patch_is_denied() -> None:
    declined = completed("FileChange", 2, id="p", status="declined", changes={f"{CWD}/a.py": {"type": "update"}})
    (denied,) = found(Denied, declined)
    assert isinstance(denied, Denied)
    assert (denied.path, denied.reason) == (f"{CWD}/a.py", "declined")
    assert [one[5] for one in shown(declined)] == [False]


@pytest.mark.parametrize("command", [["apply_patch", PATCH], ["bash", "-lc", f"apply_patch <<'EOF'\n{PATCH}EOF\n"]])
def test_a_patch_through_the_shell_is_a_patch(command: list[str]) -> None:
    lines = [asks("shell", 1, command=command), gets('{"output":"Success.","metadata":{"exit_code":0}}', 2)]
    assert [one[0] for one in shown(*lines)] == ["new.txt", "old.txt", "b.py"]
    assert found(Command, *lines) == []


def test_calls_without_an_answer_are_possible_changes() -> None:
    local = item(
        "local_shell_call", 1, call_id="l", status="in_progress", action={"type": "exec", "command": ["rm", "a"]}
    )
    assert outcomes(read_codex([meta(), local])) == [("rm a", CommandOutcome.NO_RESULT, None)]
    mcp = asks("mcp__tracker__create", 1, "m")
    (request,) = found(Request, mcp)
    assert isinstance(request, Request)
    assert (request.system, request.method, request.done) == ("tracker", "create", False)
