"""Attestations: in-toto links and statements (SLSA provenance, others), DSSE envelopes, sigstore bundles, PEP 740.

1. An envelope's payload is decoded; what stands in it is what was signed.
2. The subjects are the files it speaks of, with their SHA-256; other digests are named, never compared.
3. No signature is checked here, since no key is at hand: an attestation is what somebody states, and says so. Only a
   verified attestation is independent (EVIDENCE, rule 2).
4. A link whose command returned another code than 0 failed. Damaged base64 or JSON, or a payload that is no statement,
   is a problem.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent_router.evidence.artifacts.plain import json_of, refused, sample_of, shown
from agent_router.evidence.interface import ArtifactReading, Subject
from agent_router.evidence.json_fields import items, mapping, text, whole
from agent_router.ledger.jsontext import NotJson
from agent_router.model.known import Health

ATTESTATION = "attestation"
MOST_SUBJECTS = 10_000
"""Subjects read of one attestation."""

NOT_CHECKED = "not checked: no key is at hand"
_MARKS = re.compile(
    r'"_type"\s*:\s*"(?:link|layout|https://in-toto\.io/Statement/)|"payloadType"\s*:\s*"application/vnd\.in-toto|'
    r'"mediaType"\s*:\s*"application/vnd\.dev\.sigstore\.|"dsseEnvelope"\s*:|"verification_material"\s*:|'
    r'"payload"\s*:\s*"[A-Za-z0-9+/_-]+={0,2}"\s*,\s*"payloadType"|"predicateType"\s*:\s*"https?://'
)
_STATEMENT = re.compile(rb'"statement"\s*:\s*"[A-Za-z0-9+/]{40}')
_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")
_LINK = "in-toto link"


@dataclass(frozen=True, slots=True)
class _Opened:
    """What stands inside, and what it was wrapped in."""

    inside: Mapping[str, object]
    wrapping: str
    signatures: int


class _Damaged(ValueError):
    """An attestation that cannot be opened; says why."""


class AttestationReader:
    """Reader of in-toto attestations in all their wrappings."""

    name = ATTESTATION

    def recognizes(self, sample: bytes) -> bool:
        """Whether it is JSON with the marks of one of the wrappings."""
        start = sample_of(sample)
        return start[:1] == "{" and bool(_MARKS.search(start) or _STATEMENT.search(sample))

    def read(self, data: bytes) -> ArtifactReading:
        """Subjects, predicate and builder of the attestation; of several in JSON Lines, of each."""
        try:
            opened = [_opened(mapping(value)) for value in _values(data)]
            subjects, odd = _all_subjects(opened)
        except NotJson as fault:
            return _refused(refused(fault))
        except _Damaged as fault:
            return _refused(str(fault))
        codes = [code for one in opened if (code := whole(one.inside, "byproducts", "return-value")) is not None]
        failed = [code for code in codes if code]
        remarks = [f"Signature {NOT_CHECKED}; what it says is what somebody states.", *odd]
        if failed:
            remarks.append(f"Its command returned {failed[0]}.")
        if not subjects:
            remarks.append("It names no subject with a SHA-256, so it speaks of no file that can be checked.")
        return ArtifactReading(
            opened[0].wrapping,
            remarks=tuple(remarks),
            proof=ATTESTATION,
            health=Health.FAILED if failed else Health.UNKNOWN,
            subjects=tuple(subjects[:MOST_SUBJECTS]),
            facts=tuple(_facts(opened, subjects)),
        )


def _refused(reason: str) -> ArtifactReading:
    return ArtifactReading(ATTESTATION, problem=reason, proof=ATTESTATION, health=Health.ERROR)


def _values(data: bytes) -> list[object]:
    """One JSON document, or several, one a line (multiple.intoto.jsonl)."""
    try:
        return [json_of(data)]
    except NotJson as fault:
        if not fault.glued:
            raise
    return [json_of(line) for line in data.splitlines() if line.strip()]


def _opened(value: Mapping[str, object]) -> _Opened:
    if mapping(value, "dsseEnvelope"):
        return _of_envelope(mapping(value, "dsseEnvelope"), "sigstore bundle")
    if mapping(value, "messageSignature"):
        digest = text(value, "messageSignature", "messageDigest", "digest")
        named = {"name": "", "digest": {"sha256": _decoded(digest, "the digest").hex()}}
        return _Opened({"subject": [named], "predicateType": "message signature"}, "sigstore bundle", 1)
    if mapping(value, "envelope") and text(value, "envelope", "statement"):
        inside = _statement(text(value, "envelope", "statement"))
        return _Opened(inside, "PEP 740 attestation", int(bool(text(value, "envelope", "signature"))))
    if "payload" in value:
        return _of_envelope(value, "DSSE envelope")
    if mapping(value, "signed"):
        return _Opened(_known(mapping(value, "signed")), _LINK, len(items(value, "signatures")))
    return _Opened(_known(value), "in-toto statement", 0)


def _of_envelope(envelope: Mapping[str, object], wrapping: str) -> _Opened:
    return _Opened(_statement(text(envelope, "payload")), wrapping, len(items(envelope, "signatures")))


def _statement(encoded: str) -> Mapping[str, object]:
    try:
        return _known(mapping(json_of(_decoded(encoded, "the payload"))))
    except NotJson as fault:
        raise _Damaged(f"The payload cannot be read: {fault.found}.") from fault


def _decoded(encoded: str, what: str) -> bytes:
    try:
        plain = "".join(encoded.split()).replace("-", "+").replace("_", "/")
        found = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise _Damaged(f"The base64 of {what} is damaged: {str(fault)[:80]}.") from fault
    if not found:
        raise _Damaged(f"There is nothing in {what}.")
    return found


def _known(inside: Mapping[str, object]) -> Mapping[str, object]:
    """The statement or link; refused where it is neither."""
    kind = text(inside, "_type")
    if kind == "link" or kind.startswith("https://in-toto.io/Statement/") or "subject" in inside:
        return inside
    raise _Damaged(f"What is inside is no in-toto statement or link ({shown(kind, 60) or 'no type'}).")


def _all_subjects(opened: list[_Opened]) -> tuple[list[Subject], list[str]]:
    subjects: list[Subject] = []
    odd: list[str] = []
    for name, digests in (each for one in opened for each in _named(one.inside)):
        sha256 = text(digests, "sha256")
        if _SHA256.match(sha256):
            subjects.append(Subject(shown(name, 300), sha256.lower()))
        elif sha256:
            raise _Damaged(f"The SHA-256 of {shown(name)} is none: {shown(sha256, 40)}.")
        else:
            algorithms = ", ".join(sorted(map(str, digests))) or "no digest"
            odd.append(f"{shown(name)}: only {shown(algorithms, 60)}, which is not compared.")
    if len(subjects) > MOST_SUBJECTS:
        odd.append(f"{len(subjects):,} subjects; the first {MOST_SUBJECTS:,} are compared.")
    return subjects, odd[:20]


def _named(inside: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Names and digests of the files that an attestation vouches for."""
    for subject in items(inside, "subject"):
        yield text(subject, "name") or text(subject, "uri"), mapping(subject, "digest")
    for name, digests in mapping(inside, "products").items():
        yield name, mapping(digests)


def _facts(opened: list[_Opened], subjects: list[Subject]) -> Iterator[tuple[str, str]]:
    inside = opened[0].inside
    predicate = mapping(inside, "predicate")
    builder = text(predicate, "runDetails", "builder", "id") or text(predicate, "builder", "id")
    kind = text(inside, "_type")
    command = " ".join(str(word) for word in items(inside, "command"))
    yield "subjects", str(len(subjects))
    yield "signature", NOT_CHECKED if sum(one.signatures for one in opened) else "none"
    for name, value in (
        ("predicate", text(inside, "predicateType") or (_LINK if kind == "link" else "")),
        ("builder", builder),
        ("build type", text(predicate, "buildDefinition", "buildType") or text(predicate, "buildType")),
        ("step", text(inside, "name") if kind == "link" else ""),
        ("command", command),
    ):
        if value:
            yield name, shown(value, 300)
