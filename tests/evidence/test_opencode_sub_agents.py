"""Child sessions of OpenCode are sub-agents, and what they did is told once."""

from pathlib import Path

from agent_router.model.known import AgentState, Exactness, KnownBy
from agent_router.model.run import AgentSeen, Change, Claim, Command, Usage
from tests.evidence.opencode_logs import (
    CWD,
    SES,
    Json,
    assistant,
    bash,
    database,
    export,
    finish,
    part,
    read,
    said,
    session,
    tool,
    unpacked,
    user,
)
from tests.evidence.readings import of


def test_a_child_session_is_a_sub_agent_with_its_own_records() -> None:
    task = tool("task", {"description": "Look"}, metadata={"sessionId": "ses_kid"}, at=50)
    parent = export(user(), assistant(task, finish(), at=10))
    kid = export(
        user("msg_k0", at=100, ses="ses_kid"),
        assistant(
            bash("ls", at=200),
            part("text", text="Kid says all is fine."),
            finish(),
            identity="msg_k1",
            ses="ses_kid",
            at=150,
        ),
        info=session("ses_kid", parentID=SES, title="Look"),
    )
    reading = read(parent, kid)
    assert [one.agent for one in reading.records if isinstance(one, Command)] == ["ses_kid"]
    states = [(one.id, one.state) for one in reading.records if isinstance(one, AgentSeen)]
    assert sorted(states, key=str) == sorted(
        [("ses_kid", AgentState.STARTED), ("ses_kid", AgentState.FINISHED)], key=str
    )
    assert not [one for one in reading.records if isinstance(one, Claim)]
    assert reading.sessions == (SES,)
    alone = read(parent)
    assert "1 sub-agent(s) whose own messages are not here (ses_kid)" in said(alone)
    assert [one.exactness for one in alone.records if isinstance(one, Usage) and one.agent] == [Exactness.LOWER_BOUND]


def test_what_a_sub_agents_snapshots_show_is_not_told_again_by_the_step_that_started_it() -> None:
    patch = part("patch", hash="h", files=[f"{CWD}/kid.py"])
    task = tool("task", {"description": "Look"}, metadata={"sessionId": "ses_kid"}, at=1_100)
    own = part("patch", hash="h", files=[f"{CWD}/kid.py", f"{CWD}/other.py"])
    diffs: list[Json] = [
        {"file": name, "additions": 1, "deletions": 0, "status": "added"} for name in ("kid.py", "other.py")
    ]
    parent = export(user(diffs=diffs), assistant(part("step-start"), task, own))
    made = assistant(
        part("step-start"), bash("touch kid.py", at=1_300), patch, identity="msg_k", ses="ses_kid", at=1_200
    )
    kid = export(made, info=session("ses_kid", parentID=SES))
    reading = read(parent, kid)
    seen = [one for one in of(reading, Change) if isinstance(one, Change) and one.known_by is KnownBy.SNAPSHOT]
    assert sorted((one.path, one.agent) for one in seen) == [("kid.py", "ses_kid"), ("other.py", "")]


def test_a_child_session_without_its_call_is_an_agent_all_the_same(tmp_path: Path) -> None:
    infos = [session(), session("ses_kid", parentID=SES, title="Kid")]
    kid = assistant(part("text", text="ok"), identity="msg_k", ses="ses_kid")
    data = unpacked(database(tmp_path / "opencode.db", user(), kid, sessions=infos))
    reading = read(data)
    seen = [(one.state, one.label) for one in reading.records if isinstance(one, AgentSeen)]
    assert seen == [(AgentState.STARTED, "Kid"), (AgentState.FINISHED, "Kid")]
