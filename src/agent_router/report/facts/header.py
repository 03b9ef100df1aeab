"""What every report says of itself: which one it is, which revision, and up to when its data goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from agent_router.ledger.digest import sha256_hex
from agent_router.model.policy import Policy
from agent_router.model.report import Attachment


@dataclass(frozen=True, slots=True)
class Header:
    """Identity of one report."""

    report_id: str
    title: str
    revision: int
    supersedes: int | None
    """Revision that this one replaces; None for the first."""
    cut_off: datetime
    """Data cut-off: nothing later is in the report."""
    replayed_clock: bool
    """True in the demonstration: times of human acts come from a replayed clock."""


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One file that the report rests on or carries."""

    name: str
    sha256: str
    size: int
    """Bytes."""
    kind: str
    source: str
    """`system`, `person` or `agent`: who made the file."""
    attached: bool
    """Whether the file travels inside the report."""
    remarks: tuple[str, ...] = ()
    captured: datetime | None = None
    captured_by: str = ""
    kept: str = ""
    """Name inside the run folder, where that is another."""


@dataclass(frozen=True, slots=True)
class PolicyUsed:
    """The workbook that decided."""

    file: str
    name: str
    version: str
    sha256: str
    owner: str = ""
    approved_by: str = ""
    retention_months: int | None = None


class Held(Enum):
    """How a verification came out."""

    HOLDS = "holds"
    FAILS = "does not hold"
    NOT_EXAMINED = "not examined"


def held(answer: bool | None) -> Held:  # noqa: FBT001 - the answer is the value itself, not a switch
    """The outcome of a yes/no examination; None was not examined."""
    if answer is None:
        return Held.NOT_EXAMINED
    return Held.HOLDS if answer else Held.FAILS


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that was verified, or could not be, and how it came out."""

    what: str
    held: Held
    because: str


def header(report_id: str, title: str, revision: int, cut_off: datetime, *, replayed: bool) -> Header:
    """The identity of a report; revision 1 supersedes nothing."""
    return Header(report_id, title, revision, revision - 1 if revision > 1 else None, cut_off, replayed)


def policy_used(policy: Policy) -> PolicyUsed:
    """What a report says of the workbook it rests on."""
    identity = policy.identity
    return PolicyUsed(
        policy.file, identity.name, identity.version, policy.sha256, identity.owner, identity.approved_by,
        identity.retention_months,
    )  # fmt: skip


def attached_files(attachments: tuple[Attachment, ...]) -> tuple[ManifestEntry, ...]:
    """One entry for each file that travels inside the report."""
    return tuple(
        ManifestEntry(
            one.name, sha256_hex(one.data), len(one.data), one.description or one.media_type, "system", attached=True
        )
        for one in attachments
    )
