"""Kinds of task in plain English: “Work type is Refactor, and Files expected is 5 or more (or not stated)”."""

from collections.abc import Mapping

from agent_router.model.condition import AnyOf, Anything, Compare, Comparison, Given, Missing, NoneOf, Test
from agent_router.model.field import Field, IfBlank
from agent_router.model.review import Box, Region
from agent_router.tables.words import answer_words, being, stated_words

EVERY_TASK = "every task"
_FEW = 3
"""Where all words of a list but so many belong, the others are named instead."""


def box_words(box: Box, fields: Mapping[str, Field]) -> str:
    """One clause a field, joined by “and”; `every task` where nothing narrows it. `fields` by code."""
    said = [words for region in box if (words := region_words(region, fields))]
    if len(said) < 2:
        return "".join(said) or EVERY_TASK
    return f"{', '.join(said[:-1])}, and {said[-1]}"


def region_words(region: Region, fields: Mapping[str, Field]) -> str:
    """One field's answers; empty where every answer and a blank cell belong."""
    field = fields.get(region.field)
    if field is None:
        return f"{region.field} is as shown"
    test = _shorter(region.test, field)
    if isinstance(test, Missing):
        return f"{field.header} {being(field)} not stated"
    if isinstance(test, Given | Anything):
        return "" if region.or_blank or isinstance(test, Anything) else f"{field.header} {being(field)} stated"
    if _is_empty(test, field):
        return f"no {field.header}"
    return _test_words(test, field, fields, or_blank=region.or_blank)


def _test_words(test: Test, field: Field, fields: Mapping[str, Field], *, or_blank: bool) -> str:
    may_be_blank = not field.derived and field.if_blank is not IfBlank.REQUIRED
    if may_be_blank and not or_blank:
        return stated_words(test, field, fields)
    blank = " (or not stated)" if may_be_blank else ""
    return f"{answer_words(test, field, fields)}{blank}"


def _is_empty(test: Test, field: Field) -> bool:
    """Whether a derived field, such as Area, must have none of all the words that it may have."""
    if not (field.derived and field.many and field.words is not None and isinstance(test, NoneOf)):
        return False
    named = {one.value for one in test.tests if isinstance(one, Comparison) and one.sign is Compare.EQUAL}
    return named >= set(field.words.texts)


def _shorter(test: Test, field: Field) -> Test:
    """The same answers with fewer words: `not Billing` for a list of all other work types."""
    if field.words is None or field.many or not isinstance(test, AnyOf):
        return test
    named = [one.value for one in test.tests if isinstance(one, Comparison) and one.sign is Compare.EQUAL]
    if len(named) != len(test.tests):
        return test
    others = tuple(text for text in field.words.texts if text not in named)
    if not others:
        return Given()
    if len(others) > _FEW or len(others) >= len(named):
        return test
    return NoneOf(tuple(Comparison(Compare.EQUAL, text) for text in others))
