"""What a policy means, apart from where it stands: two files with the same meaning decide every task alike."""

from collections.abc import Hashable
from dataclasses import fields, is_dataclass

from agent_router.model.condition import Condition
from agent_router.model.place import Place
from agent_router.model.policy import Policy

_PLACES = frozenset({"place", "cells", "headings"})
_OF_THE_FILE = frozenset({"file", "sha256", "remarks"})


def meaning(policy: Policy) -> Hashable:
    """Everything a policy says; places, the file, its digest, remarks and the order of columns are left out."""
    return _apart_from_places(policy)


def _apart_from_places(value: object) -> Hashable:
    if isinstance(value, Condition):
        return (value.field, repr(value.test))
    if is_dataclass(value) and not isinstance(value, type):
        left_out = _OF_THE_FILE if isinstance(value, Policy) else frozenset[str]()
        names = (field.name for field in fields(value) if field.name not in left_out)
        return tuple((name, _part(name, getattr(value, name))) for name in names if not _is_place(value, name))
    if isinstance(value, tuple):
        return tuple(_apart_from_places(part) for part in value)
    return repr(value)


def _is_place(value: object, name: str) -> bool:
    # The cells of the risk matrix are what it says; those of an example are where it says it.
    return (name in _PLACES and type(value).__name__ != "RiskMatrix") or isinstance(getattr(value, name), Place)


def _part(name: str, value: object) -> Hashable:
    if name in {"conditions", "answers"} and isinstance(value, tuple):
        return tuple(sorted(repr(_apart_from_places(part)) for part in value))  # columns may stand in any order
    return _apart_from_places(value)
