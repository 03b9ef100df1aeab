"""The facts as JSON, for programs: the same content model, with the digest of every attached file."""

import json

from agent_router.ledger.documents import to_plain
from agent_router.report.interface import Document, Look


def render(document: Document, look: Look) -> bytes:
    """Readable JSON in UTF-8; its schema is `schema.report_schema(kind)`."""
    plain = {
        "schema": f"agent-router/report-{document.kind.value}/1",
        "kind": document.kind.value,
        "fact_digest": document.facts.fact_digest,
        "generator": look.generator,
        "classification": look.branding.classification,
        "facts": to_plain(document.facts),
    }
    return (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
