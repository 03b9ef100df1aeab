"""Values out of decoded JSON that may be anything: each question answers with a typed value or an empty one."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

EMPTY: Mapping[str, object] = {}


def mapping(value: object, *keys: str) -> Mapping[str, object]:
    """The object under that chain of keys; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else EMPTY


def text(value: object, *keys: str) -> str:
    """The string under that chain of keys; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def items(value: object, *keys: str) -> tuple[object, ...]:
    """The list under that chain of keys; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return tuple(value) if isinstance(value, list) else ()


def count(value: object, *keys: str) -> int:
    """The whole number ≥ 0 under that chain of keys; 0 where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def whole(value: object, *keys: str) -> int | None:
    """The whole number under that chain of keys, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(value: object, *keys: str) -> bool:
    """Whether `true` stands under that chain of keys."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value is True


def amount(value: object, *keys: str) -> Decimal | None:
    """The number ≥ 0 under that chain of keys, freed of binary rounding noise (12 decimals), or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    if not number.is_finite() or not 0 <= number < Decimal(10) ** 15:
        return None
    # total_cost_usd is a double: 0.040335750000000004 stands for 0.04033575.
    plain = number.quantize(Decimal("1e-12")).normalize()
    return plain if plain != plain.to_integral_value() else plain.quantize(Decimal(1))


def moment(value: object, *keys: str) -> datetime | None:
    """The ISO 8601 time with offset under that chain of keys; None without a zone."""
    written = text(value, *keys)
    try:
        found = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    return found if found is not None and found.utcoffset() is not None else None
