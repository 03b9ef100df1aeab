"""Secrets out of nouns: every text of a frozen value, however deep, before the value is stored."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from agent_router.masking.secrets import Found, mask, masking_key, total

T = TypeVar("T")


def mask_noun(noun: T, key: bytes | None = None) -> tuple[T, tuple[Found, ...]]:
    """The value with the secrets of its texts masked, the same value the same everywhere in it; and what was masked.

    Texts are those of frozen dataclasses and tuples; a value without secrets comes back as it is. Without a key, one is
    made from the texts.
    """
    # One look at all of it, since most values hold no secret.
    whole = "\n".join(_texts(noun))
    if not mask(whole).found:
        return noun, ()
    found: list[Found] = []
    key = key or masking_key([whole.encode("utf-8", "surrogatepass")])
    return cast("T", _masked(noun, key, found)), total(found)


def _texts(value: object) -> Iterator[str]:
    if type(value) is str:
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.init:
                yield from _texts(getattr(value, field.name))


def _masked(value: object, key: bytes, found: list[Found]) -> object:
    if type(value) is str:
        masked = mask(value, key)
        found += masked.found
        return masked.text
    if isinstance(value, tuple):
        return tuple(_masked(item, key, found) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        changed = {name: new for name, one in old.items() if (new := _masked(one, key, found)) != one}
        return replace(value, **changed) if changed else value
    return value
