"""What a person can get wrong when recording a run."""

from agent_router.model.problem import Rule, Severity

LOG_ABSENT = Rule(
    "EV101", Severity.ERROR, "This log does not exist.", "Check the path; agents delete old logs after some weeks."
)
LOG_UNRECOGNIZED = Rule(
    "EV102",
    Severity.ERROR,
    "No reader recognizes this file as an agent's log.",
    "Hand in the agent's own session log: Claude Code (transcript .jsonl, stream-json), Codex (rollout, exec --json),"
    " OpenCode (export, run --format json, its database), Cursor (stream-json, transcript), Copilot CLI (events.jsonl),"
    " Gemini CLI (chat file), OpenTelemetry GenAI spans, a SWE-agent trajectory, or ATIF.",
)
LOG_EMPTY = Rule("EV103", Severity.ERROR, "This log is empty.", "Hand in the log of a session that ran.")
NO_LOG_INSIDE = Rule(
    "EV104",
    Severity.ERROR,
    "There is no agent log in this folder.",
    "Name the session's folder or its .jsonl file.",
)
LOGS_OF_TWO_AGENTS = Rule(
    "EV105",
    Severity.ERROR,
    "These logs are of different agent programs.",
    "Say which ones belong to this run: name its files, each with --log, and record one run for each agent program.",
)
NOT_A_FILE = Rule(
    "EV106",
    Severity.ERROR,
    "This is no regular file.",
    "Hand in a file or a folder; devices, pipes and sockets are not read.",
)
UNREADABLE_FILE = Rule("EV107", Severity.ERROR, "This file cannot be read.", "Check its permissions.")
NO_LOGS = Rule("EV108", Severity.ERROR, "No log was named.", "Name at least one with --log.")
TOO_MANY_FILES = Rule(
    "EV109",
    Severity.ERROR,
    "This folder holds more files than one session has.",
    "Name the session's own folder, not one above it.",
)
ARTIFACT_ABSENT = Rule("EV110", Severity.ERROR, "This artifact does not exist.", "Check the path.")
ARTIFACT_TOO_LARGE = Rule(
    "EV111",
    Severity.ERROR,
    "This artifact is larger than 256 MiB.",
    "Hand in the report itself rather than an archive of everything.",
)
NO_REPOSITORY = Rule(
    "EV112",
    Severity.ERROR,
    "This folder is no git repository.",
    "Name the folder that holds the repository, or leave --repo out.",
)
UNKNOWN_BASE = Rule(
    "EV113",
    Severity.ERROR,
    "The base revision is not in this repository.",
    "Name the commit the run started from, such as a full commit ID or main.",
)
GIT_FAILED = Rule(
    "EV114",
    Severity.ERROR,
    "git could not compare the working tree with the base.",
    "Run git status there and see why.",
)
RUN_EXISTS = Rule(
    "EV115",
    Severity.ERROR,
    "This run folder already holds something; a recorded run is never written over.",
    "Choose another folder, or another run ID.",
)
BAD_RUN_ID = Rule(
    "EV116",
    Severity.ERROR,
    "This run ID cannot be used.",
    "Use at most 100 letters, digits, dots, dashes and underscores, beginning with a letter or digit.",
)
BASE_WITHOUT_REPO = Rule(
    "EV117",
    Severity.ERROR,
    "--base, --head and --repo belong together.",
    "Name both the repository and the base revision; the head is a choice.",
)
NO_RECORDS = Rule(
    "EV118",
    Severity.ERROR,
    "This log holds no readable record.",
    "Check that the file is whole; hand in another copy of it.",
)
LOG_TOO_LARGE = Rule(
    "EV119",
    Severity.ERROR,
    "This log unpacks to more than 16 GiB.",
    "Hand in the log itself rather than an archive; a small file that unpacks to so much is damaged or a trap.",
)
UNKNOWN_SESSION = Rule(
    "EV120",
    Severity.ERROR,
    "These logs hold no session of this ID.",
    "Name one of those found; `agent-router record --log … --sessions` lists them all.",
)

NO_WORKING_TREE = Rule(
    "EV131",
    Severity.ERROR,
    "This repository has no working tree.",
    "Name the commit to compare with --head, or the folder of a working tree.",
)
UNKNOWN_HEAD = Rule(
    "EV132",
    Severity.ERROR,
    "The head revision is not in this repository.",
    "Name the commit the run ended with, such as a full commit ID; without --head the working tree is compared.",
)
OTHER_STATE = Rule(
    "EV134",
    Severity.ERROR,
    "The repository is not in the state that was recorded.",
    "Bring it back to that state, name the commit that holds it with --head, or record the run again.",
)

RULES: tuple[Rule, ...] = (
    *(LOG_ABSENT, LOG_UNRECOGNIZED, LOG_EMPTY, NO_LOG_INSIDE, LOGS_OF_TWO_AGENTS, NOT_A_FILE, UNREADABLE_FILE, NO_LOGS),
    *(TOO_MANY_FILES, ARTIFACT_ABSENT, ARTIFACT_TOO_LARGE, NO_REPOSITORY, UNKNOWN_BASE, GIT_FAILED, RUN_EXISTS),
    *(BAD_RUN_ID, BASE_WITHOUT_REPO, NO_RECORDS, LOG_TOO_LARGE, UNKNOWN_SESSION),
    *(NO_WORKING_TREE, UNKNOWN_HEAD, OTHER_STATE),
)
"""The whole catalogue of this room."""
