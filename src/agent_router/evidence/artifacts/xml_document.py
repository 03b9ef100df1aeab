"""XML of tools, always through defusedxml: no entities, nothing fetched, damage is a value.

1. A document type is allowed only where the caller says that tools of that kind write one (Cobertura, JaCoCo); entities
   are refused even there.
2. Names lose their namespace, since some tools put the same names into one of their own.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from agent_router.evidence.artifacts.refused import Refused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST = 128 * 1024 * 1024
"""Bytes of one XML report that are read; the elements of a larger one would fill the memory."""

_PROLOG = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>|<!--.*?-->|<![^>\[]*(?:\[.*?\])?\s*>|\s+)*", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)([^>]*)")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@lru_cache(maxsize=4)
def root_of(sample: bytes) -> tuple[str, str]:
    """Name of the first element without prefix and the text of its attributes; empty where this is no XML."""
    plain = sample.decode("utf-16", errors="ignore").encode() if sample[:2] in _WIDE else sample
    found = _ROOT.match(_PROLOG.sub(b"", plain, count=1))
    if found is None:
        return "", ""
    return found[1].decode("ascii", errors="replace"), found[2][:4096].decode("utf-8", errors="replace")


def xml_document(data: bytes, *, document_type: bool = False) -> "Element | Refused":
    """The root element, names without namespace; the reason where it cannot be read."""
    # The builder in C: elements of the pure Python one cannot be walked when nested ten thousand deep.
    from xml.etree.ElementTree import TreeBuilder  # noqa: PLC0415 - builds elements, parses nothing

    from defusedxml import DefusedXmlException  # noqa: PLC0415 - loaded when the first report is met
    from defusedxml.ElementTree import DefusedXMLParser, ParseError  # noqa: PLC0415 - as above

    if len(data) > LARGEST:
        return Refused(f"The XML has {len(data):,} bytes; reports beyond 128 MiB are kept, not read.")
    parser = DefusedXMLParser(target=TreeBuilder(), forbid_dtd=not document_type, forbid_entities=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as fault:
        return Refused(f"The XML declares entities or a DTD ({type(fault).__name__}), which are never read.")
    except (ParseError, ValueError, LookupError) as fault:
        return Refused(f"The XML is damaged: {str(fault)[:120]}.")
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root
