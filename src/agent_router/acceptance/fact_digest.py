"""One digest over everything a verdict says is so, for a signature to hold on to.

It covers: run and task, every item but the signatures themselves (outcome, reason, evidence, who settled it), stop
conditions, claims, usage, cost, the box, changed paths, blast radiuses, waivers, risks, and the digests of record and
contract. It leaves out what follows from these, or would change by signing: state, headline, whom it waits for, the
signatures, the moment of judging, and itself.
"""

from dataclasses import replace

from agent_router.acceptance.checks.catalogue import SIGN_OFF
from agent_router.ledger.canonical import canonical_bytes
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.documents import to_plain
from agent_router.model.verdict import Verdict

_FOLLOWS = ("state", "headline", "waiting", "sign_offs", "as_of", "fact_digest")


def fact_digest(verdict: Verdict) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of the verdict's facts."""
    items = tuple(item for item in verdict.items if item.checked_by != SIGN_OFF)
    plain = to_plain(replace(verdict, items=items))
    facts = {name: value for name, value in plain.items() if name not in _FOLLOWS} if isinstance(plain, dict) else plain
    return sha256_hex(canonical_bytes(facts))
