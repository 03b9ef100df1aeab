"""Logs as text: how many lines, from when to when, and how many look like errors.

1. A log has lines that begin with a time or a level, or says how a tool's run ended; other text is no log.
2. Lines that look like errors are counted for people; no count makes a log a proof, or takes it away: what a log shows
   is for a person to read, at the grade of whatever ties it to the run.
3. Times count where they are ISO 8601; with a zone they are the log's own time.
"""

import re
from datetime import datetime

from agent_router.evidence.artifacts.plain import sample_of, shown, text_of
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health

LOG = "log"
_SAMPLE_LINES = 200
_LEAST_SHARE = 3
"""One of so many lines of the sample has to look like a log's."""

_TIME = re.compile(
    r"[\[(\"']?(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)"
)
_OTHER_TIME = re.compile(
    r"[\[(]?(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d"
    r"|\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d"
    r"|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d|\d\d:\d\d:\d\d[\s,.\]])"
)
_ACCESS = re.compile(r"\S{1,80} \S{1,80} \S{1,80} \[\d\d/\w{3}/\d{4}:")
_LEVEL = re.compile(
    r"[\[(<]?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL|SEVERE)[\])>]?[\s:|]|"
    r"level=(?:trace|debug|info|warn|error|fatal)\b|[IWEF]\d{4} \d\d:\d\d:\d\d"
)
_TOOL_ENDED = re.compile(
    r"^(?:Apply complete!|Destroy complete!|Plan: \d+ to add|PLAY RECAP \**|BUILD (?:SUCCESSFUL|FAILED|SUCCESS)\b|"
    r"deployment\.apps/\S+ (?:configured|created|unchanged)|npm (?:ERR!|warn) )",
    re.MULTILINE,
)
_JSON_LINE = re.compile(
    r'\{.{0,400}"(?:level|severity|lvl)"\s*:.{0,2000}"(?:msg|message|time|ts|timestamp)"|'
    r'\{.{0,400}"(?:time|ts|timestamp|@timestamp)"\s*:.{0,2000}"(?:level|severity|msg|message)"'
)
_BAD = re.compile(
    r"\b(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC|EMERG(?:ENCY)?|ALERT)\b|\b(?:Error|Exception|Fatal|Panic)\b:|"
    r"^Traceback |\b\w+(?:Error|Exception): |\berror:|\bfatal:|\bpanic:|npm ERR!|level=(?:error|fatal)|"
    r'"(?:level|severity|lvl)"\s*:\s*"(?:error|fatal|critical|panic)"|BUILD FAILED|^E\d{4} \d\d:\d\d'
)
_LOOKED_AT = 2_000
"""Characters of a line that are looked at."""


class TextLogReader:
    """Reader of logs."""

    name = LOG

    def recognizes(self, sample: bytes) -> bool:
        """Whether enough of its lines begin as lines of a log do, or a known tool says how it ended."""
        lines = [line.lstrip()[:_LOOKED_AT] for line in sample_of(sample).splitlines()[:_SAMPLE_LINES] if line.strip()]
        alike = sum(_is_log_line(line) for line in lines)
        if lines and alike * _LEAST_SHARE >= len(lines):
            return True
        return bool(_TOOL_ENDED.search(sample_of(sample)))

    def read(self, data: bytes) -> ArtifactReading:
        """Lines, first and last time, lines that look like errors."""
        lines = [line for line in (text_of(data) or "").splitlines() if line.strip()]
        times = [time for line in lines if (time := _time(line)) is not None]
        bad = [line for line in lines if _BAD.search(line[:_LOOKED_AT])]
        facts = [("lines", f"{len(lines):,}"), ("lines that look like errors", f"{len(bad):,}")]
        if times:
            facts += [("first time", times[0][0]), ("last time", times[-1][0])]
        facts += [("first of them", shown(bad[0], 200))] if bad else []
        zoned = [moment for _, moment in times if moment.utcoffset() is not None]
        return ArtifactReading(LOG, proof=LOG, health=Health.UNKNOWN, facts=tuple(facts), when=max(zoned, default=None))


def _is_log_line(line: str) -> bool:
    return any(shape.match(line) for shape in (_TIME, _OTHER_TIME, _ACCESS, _LEVEL, _JSON_LINE))


def _time(line: str) -> tuple[str, datetime] | None:
    match = _TIME.search(line[:200])
    if match is None:
        return None
    written = match["time"].replace(",", ".")
    try:
        return match["time"], datetime.fromisoformat(re.sub(r" (?=Z|[+-]\d)", "", written))
    except ValueError:
        return None
