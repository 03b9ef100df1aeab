"""The one spelling of a JSON value (RFC 8785), so that its digest means the value."""

import rfc8785

from agent_router.errors import RouterError
from agent_router.ledger.jsontext import JsonValue


class NotCanonical(RouterError):
    """A value that RFC 8785 cannot spell: a number beyond 2⁵³ or not finite, half a character, a foreign type."""


def canonical_bytes(plain: JsonValue) -> bytes:
    """RFC 8785 bytes of a JSON value; NotCanonical where there are none.

    Money and whole numbers beyond 2⁵³ must be strings already (`documents.to_plain` does that).
    """
    try:
        data: bytes = rfc8785.dumps(plain)
    except rfc8785.IntegerDomainError as fault:
        raise NotCanonical(f"A whole number beyond 2⁵³ must travel as a string: {str(fault)[:60]}") from fault
    except rfc8785.FloatDomainError as fault:
        raise NotCanonical("A number that is not finite (NaN, infinity) has no place in JSON.") from fault
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as fault:
        raise NotCanonical(f"This value has no canonical JSON: {str(fault)[:120]}") from fault
    except RecursionError as fault:
        raise NotCanonical("This value is nested too deeply for canonical JSON.") from fault
    return data
