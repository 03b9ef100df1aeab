"""Several recordings of one session: the newest counts, the others are named.

1. A recording is superseded where another one says so (`supersedes`) and shares a session with it, or holds all of its
   logs (`evidence/earlier.py`, whether or not anybody wrote it down); contract and phase must fit.
2. Where one recording was superseded more than once, the last of that row counts.
3. Recordings of which one holds the other's logs under another contract or phase are each counted, and named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from agent_router.evidence.earlier import Earlier, continues, covers, replaces
from agent_router.model.report import JudgedRun, Superseded


@dataclass(frozen=True, slots=True)
class Counted:
    """The runs that count, and those that do not."""

    judged: tuple[JudgedRun, ...]
    superseded: tuple[tuple[JudgedRun, JudgedRun], ...]
    """Each with the one that stands for it."""
    twice: tuple[tuple[str, str], ...]
    """Run IDs of two recordings of one session that both count."""

    def names(self) -> tuple[Superseded, ...]:
        """The superseded ones by ID; where both have the same, by their folders too."""
        return tuple(_named(old, new) for old, new in self.superseded)


def _named(old: JudgedRun, new: JudgedRun) -> Superseded:
    one, other = old.verdict.run_id, new.verdict.run_id
    if one != other:
        return Superseded(one, other)
    return Superseded(f"{one} in {Path(old.run.folder).name}", f"{other} in {Path(new.run.folder).name}")


def count_once(judged: Sequence[tuple[Path, JudgedRun]]) -> Counted:
    """Every session once: the folder of each run and its judgment, in, what counts, out, in the same order."""
    by_session: dict[str, list[int]] = {}
    for number, (_, one) in enumerate(judged):
        for session in one.run.started.sessions:
            by_session.setdefault(session, []).append(number)
    pairs = {pair for numbers in by_session.values() for pair in combinations(dict.fromkeys(numbers), 2)}
    stands: dict[int, int] = {}
    twice = []
    for first, second in sorted(pairs):
        if _supersedes(judged[second], judged[first]):
            stands.setdefault(first, second)
        elif _supersedes(judged[first], judged[second]):
            stands.setdefault(second, first)
        elif _overlap(judged[first], judged[second]):
            twice.append((first, second))
    runs = [run for _, run in judged]
    return Counted(
        tuple(run for number, run in enumerate(runs) if number not in stands),
        tuple((runs[number], runs[_last(number, stands)]) for number in sorted(stands)),
        tuple(
            (runs[first].verdict.run_id, runs[second].verdict.run_id)
            for first, second in twice
            if first not in stands and second not in stands
        ),
    )


def _last(number: int, stands: Mapping[int, int]) -> int:
    seen = {number}
    while (after := stands.get(number)) is not None and after not in seen:
        seen.add(after)
        number = after
    return number


def _recording(judged: tuple[Path, JudgedRun]) -> Earlier:
    return Earlier(judged[0], judged[1].run.started)


def _supersedes(later: tuple[Path, JudgedRun], earlier: tuple[Path, JudgedRun]) -> bool:
    new, old = later[1].run, earlier[1].run
    said = bool(new.started.supersedes) and new.started.supersedes == old.chain.head
    return (said and covers(new.started, old.started)) or replaces(_recording(later), _recording(earlier))


def _overlap(one: tuple[Path, JudgedRun], other: tuple[Path, JudgedRun]) -> bool:
    first, second = _recording(one), _recording(other)
    return continues(first, second) or continues(second, first)
