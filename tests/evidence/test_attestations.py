"""Attestations in every wrapping: subjects, what is not checked, and digests held against what was handed in."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.together import Beside, seen_together
from agent_router.model.known import Health
from tests.places import FIELD_DATA, needs_field_data

DIGEST, OTHER = "a" * 64, "b" * 64
SUBJECT = {"name": "dist/calc.whl", "digest": {"sha256": DIGEST}}
STATEMENT = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [SUBJECT],
    "predicateType": "https://slsa.dev/provenance/v1",
    "predicate": {"runDetails": {"builder": {"id": "https://ci.example/builder"}}},
}
OLD = {
    **STATEMENT,
    "_type": "https://in-toto.io/Statement/v0.1",
    "predicate": {"builder": {"id": "https://ci.example/old"}},
}
LINK = {"_type": "link", "name": "package", "command": ["tar", "c"], "products": {"dist/calc.whl": {"sha256": DIGEST}},
        "materials": {"calc.py": {"sha256": OTHER}}, "byproducts": {"return-value": 0}}  # fmt: skip
SIGNATURES = [{"keyid": "k", "sig": "c2ln"}]


def packed(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()


def envelope(payload: str) -> dict[str, object]:
    return {"payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": SIGNATURES}


def read(value: object) -> ArtifactReading:
    return read_artifact(json.dumps(value).encode())


WRAPPED = {
    "in-toto statement": STATEMENT,
    "in-toto link": {"signatures": SIGNATURES, "signed": LINK},
    "DSSE envelope": envelope(packed(STATEMENT)),
    "sigstore bundle": {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "dsseEnvelope": envelope(packed(OLD)),
    },
    "PEP 740 attestation": {
        "version": 1,
        "verification_material": {},
        "envelope": {"statement": packed(STATEMENT), "signature": "c2ln"},
    },
}


@pytest.mark.parametrize("wrapping", sorted(WRAPPED))
def test_every_wrapping_gives_its_subjects_and_no_trust(wrapping: str) -> None:
    found = read(WRAPPED[wrapping])
    assert (found.kind, found.proof, found.health, found.problem) == (wrapping, "attestation", Health.UNKNOWN, "")
    assert [(one.name, one.sha256) for one in found.subjects] == [("dist/calc.whl", DIGEST)]
    assert found.remarks[0].startswith("Signature not checked")
    assert dict(found.facts)["signature"] == (
        "none" if wrapping == "in-toto statement" else "not checked: no key is at hand"
    )


def test_builder_predicate_and_step_are_facts() -> None:
    assert dict(read(STATEMENT).facts)["builder"] == "https://ci.example/builder"
    assert dict(read(OLD).facts)["builder"] == "https://ci.example/old"
    assert dict(read(WRAPPED["in-toto link"]).facts)["command"] == "tar c"


def test_a_signature_over_a_file_speaks_of_its_digest() -> None:
    digest = base64.b64encode(bytes.fromhex(DIGEST)).decode()
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": digest}, "signature": "c2ln"},
    }
    assert [one.sha256 for one in read(bundle).subjects] == [DIGEST]


def test_several_in_json_lines_are_read_together() -> None:
    lines = b"\n".join(json.dumps(envelope(packed(each))).encode() for each in (STATEMENT, OLD))
    assert len(read_artifact(lines).subjects) == 2


def test_a_command_that_failed_fails_the_link() -> None:
    found = read({"signatures": [], "signed": {**LINK, "byproducts": {"return-value": 2}}})
    assert found.health is Health.FAILED
    assert "Its command returned 2." in found.remarks


def test_other_digests_are_named_and_not_compared() -> None:
    found = read({**STATEMENT, "subject": [{"name": "x", "digest": {"sha512": "c" * 128}}]})
    assert found.subjects == ()
    assert "x: only sha512, which is not compared." in found.remarks


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (envelope("!!!!"), "base64 of the payload is damaged"),
        (envelope(""), "nothing in the payload"),
        (envelope(base64.b64encode(b"{").decode()), "payload cannot be read"),
        (envelope(packed({"_type": "other"})), "no in-toto statement or link"),
        ({**STATEMENT, "subject": [{"name": "x", "digest": {"sha256": "short"}}]}, "SHA-256 of x is none"),
    ],
)
def test_damage_is_a_problem(value: object, why: str) -> None:
    found = read(value)
    assert why in found.problem
    assert (found.health, found.subjects) == (Health.ERROR, ())


def beside(name: str, reading: ArtifactReading, *digests: str) -> Beside:
    return Beside(name, frozenset(digests), reading)


PLAIN = ArtifactReading("other")


def test_a_digest_that_was_handed_in_matches_whatever_its_name() -> None:
    found, _ = seen_together([beside("a.json", read(STATEMENT), "1" * 64), beside("x.whl", PLAIN, DIGEST, OTHER)])
    assert found.health is Health.UNKNOWN
    assert dict(found.facts)["subjects matched"] == "1"
    assert "Its subject dist/calc.whl is x.whl: the digest matches." in found.remarks
    (alone,) = seen_together([beside("a.json", read(STATEMENT))], {"raw/calc.whl": DIGEST})
    assert dict(alone.facts)["subjects matched"] == "1"


def test_a_file_of_that_name_with_another_digest_fails_the_attestation() -> None:
    found, _ = seen_together([beside("a.json", read(STATEMENT)), beside("calc.whl", PLAIN, OTHER)])
    assert found.health is Health.FAILED
    assert dict(found.facts)["not matched"] == "1"


def test_without_its_subjects_there_is_nothing_to_compare() -> None:
    own = beside("a.json", read(STATEMENT), DIGEST)
    found, _ = seen_together([own, beside("y.txt", PLAIN, OTHER)])
    assert found.health is Health.UNKNOWN
    assert "nothing to compare" in found.remarks[-1]
    assert dict(found.facts)["not at hand"] == "1"


@given(st.binary(max_size=200), st.sampled_from(sorted(WRAPPED)), st.integers(0, 400))
def test_damaged_attestations_are_values(damage: bytes, wrapping: str, at: int) -> None:
    data = json.dumps(WRAPPED[wrapping]).encode()
    assert read_artifact(data[:at] + damage + data[at + 3 :]).health is not Health.PASSED


@needs_field_data
def test_real_attestations() -> None:
    read_all = {
        path.name: read_artifact(path.read_bytes()) for path in (FIELD_DATA / "artifacts/attestation").iterdir()
    }
    assert {name: found.kind for name, found in read_all.items()} == {
        "in_toto_dsse_write-code.link": "DSSE envelope",
        "in_toto_link_v1_package.link": "in-toto link",
        "pypi_attestations-0.0.19.tar.gz.publish.attestation": "PEP 740 attestation",
        "pypi_attestations-0.0.19.tar.gz.slsa.attestation": "PEP 740 attestation",
        "rfc8785-0.1.2-py3-none-any.whl.sigstore": "sigstore bundle",
    }
    assert all(len(found.subjects) == 1 and not found.problem for found in read_all.values())
