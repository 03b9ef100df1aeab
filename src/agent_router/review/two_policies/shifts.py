"""Which kinds of task a newer policy decides otherwise: exact, in few boxes, each with an example and its cause.

1. Both policies are laid over the same questions (`kinds`), and every aspect is compared for every kind of task.
2. What follows from a person leading a task (no phases, no budget …), or from no rule covering it (no proof, no
   checklist …), is not said again beside the change of route.
3. An example of each box, stating only what matters, is decided by the real rules of both policies; what they do not
   confirm is not reported.
4. Causes are tried on the examples: a change is taken back, and the example decided again (`moves`).
"""

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent_router.model.assignment import Assignment
from agent_router.model.policy import Policy
from agent_router.model.review import Answers, Aspect, Box, CellChange, Shift
from agent_router.review.aspects import NOTHING, Difference
from agent_router.review.every_kind.example_tasks import example_task
from agent_router.review.every_kind.forest import Node, TooManyKinds
from agent_router.review.every_kind.kind_boxes import KindBox, KindBoxes
from agent_router.review.every_kind.kinds import Kinds, NotComparable
from agent_router.review.interface import Decide
from agent_router.review.leading import Lead
from agent_router.review.two_policies.aspect_diagrams import Asked, AspectDiagrams, Led
from agent_router.review.two_policies.moves import Why, reasons
from agent_router.review.two_policies.plain_examples import Example, plainer
from agent_router.review.two_policies.reverting import Reverting
from agent_router.tables.rulebook import Rulebook

SHEETS = ("risk", "routes", "budgets", "proof", "checklist", "stops")
LIMIT = 2_000_000
"""Steps of one comparison: some seconds."""
_SINGLE = (
    Aspect.ROUTE, Aspect.BLAST_RADIUS, Aspect.PHASES, Aspect.APPROVAL, Aspect.REVIEWER, Aspect.MINUTES, Aspect.TOKENS,
    Aspect.COST, Aspect.RETRIES, Aspect.AGENTS,
)  # fmt: skip
_LIMITS = frozenset({Aspect.MINUTES, Aspect.TOKENS, Aspect.COST, Aspect.RETRIES})
NOT_ASKED = (0, 0)

TOO_MANY = "the rules are too many or too wide to compare every kind of task"
NOT_ALL = "texts, folders or systems can be worded in more ways than were compared, so further kinds of task may differ"
BESIDES = "a task that reaches what changed on Systems, and another area as well, may be decided as before"
UNCONFIRMED = "some differences could not be confirmed on an example and were left out"


@dataclass(frozen=True, slots=True)
class _Found:
    """Kinds of task for which one aspect differs so."""

    aspect: Aspect
    before: str
    after: str
    tasks: Node
    """True where it does."""


@dataclass(frozen=True, slots=True)
class _Boxed:
    """One box of what was found, with a task in it."""

    found: _Found
    box: tuple[Box, ...]
    example: Answers


def find_shifts(
    old: Rulebook, new: Rulebook, changes: tuple[CellChange, ...], decide: Decide
) -> tuple[tuple[Shift, ...], str]:
    """Every kind of task that two policies decide otherwise, in the order of `Aspect`; and why not all are said, or "".

    `changes` are the cells that differ; the causes are taken from them.
    """
    try:
        kinds = Kinds((old, new), SHEETS, LIMIT, also=("reviewer",))
        comparison = _Comparison(kinds)
        boxed = tuple(_boxed(comparison.boxes, tuple(comparison.found())))
    except NotComparable as reason:
        return (), str(reason)
    except TooManyKinds:
        return (), TOO_MANY
    policies = (old.policy, new.policy)
    shifts, confirmed = _with_causes(_plainer(boxed, policies, kinds, decide), policies, changes, decide)
    said = ((NOT_ALL, kinds.exact), (BESIDES, kinds.areas_said_exactly or not shifts), (UNCONFIRMED, confirmed))
    return shifts, "; ".join(reason for reason, fine in said if not fine)


class _Comparison:
    """Two policies over the same kinds of task."""

    def __init__(self, kinds: Kinds) -> None:
        self._forest = kinds.forest
        self._kinds = kinds
        self._old, self._new = AspectDiagrams(kinds, 0), AspectDiagrams(kinds, 1)
        self.boxes = KindBoxes(kinds, (self._old.meaning, self._new.meaning))

    def found(self) -> Iterator[_Found]:
        """Every difference of every aspect, wherever some task can be so."""
        for aspect in _SINGLE:
            compared = self._forest.compare(self._old.answer(aspect), self._new.answer(aspect), _words)
            for value in self._forest.values(compared):
                if isinstance(value, tuple):
                    for tasks in self._where(value, compared):
                        yield _Found(aspect, value[0], value[1], tasks)
        yield from self._in_lists()

    def _where(self, value: Hashable, compared: Node) -> Iterator[Node]:
        """The tasks that differ so, if any task can."""
        able = self._kinds.possible
        tasks = self._forest.apply((compared, able), lambda found, possible: bool(possible and found == value))
        if tasks != self._forest.leaf(value=False):
            yield tasks

    def _in_lists(self) -> Iterator[_Found]:
        """Items that differ for the very same tasks are said together."""
        together: dict[tuple[Aspect, Node], list[tuple[str, str]]] = {}
        before, after = self._old.items(), self._new.items()
        for item in dict.fromkeys((*before, *after)):
            rows = (before.get(item, []), after.get(item, []))
            pair = (self._old.item(item, rows[0]), self._new.item(item, rows[1]))
            compared = self._forest.compare(*pair, _levels)
            for value in self._forest.values(compared):
                if not isinstance(value, tuple):
                    continue
                words = tuple(
                    own.item_words(item, known, level) if level != NOT_ASKED else ""
                    for own, known, level in zip((self._old, self._new), rows, value, strict=True)
                )
                for tasks in self._where(value, compared):
                    together.setdefault((item.aspect, tasks), []).append((words[0], words[1]))
        for (aspect, tasks), said in sorted(together.items(), key=lambda entry: list(Aspect).index(entry[0][0])):
            texts = ["; ".join(text for text in side if text) or NOTHING for side in zip(*said, strict=True)]
            yield _Found(aspect, texts[0], texts[1], tasks)


def _words(before: Hashable, after: Hashable) -> tuple[str, str] | None:
    """The words of both; None where they are alike, or where only one of the two is about agents."""
    if isinstance(before, Lead) and isinstance(after, Lead):
        return None if before.meaning == after.meaning else (before.text(after), after.text(before))
    if isinstance(before, Led) and isinstance(after, Led):
        led = (before.human, before.why) != (after.human, after.why)
        return None if led or before.text == after.text else (before.text, after.text)
    return (before, after) if isinstance(before, str) and isinstance(after, str) else None


def _levels(before: Hashable, after: Hashable) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """How the item is asked for; None where that is alike, or where it follows from a rule being lost or found."""
    assert isinstance(before, Asked)  # noqa: S101 - what the diagrams of items end in
    assert isinstance(after, Asked)  # noqa: S101 - as above
    alike = before.why is not after.why or before.levels == after.levels
    return None if alike else (before.levels, after.levels)


def _boxed(boxes: KindBoxes, found: Sequence[_Found]) -> Iterator[_Boxed]:
    """Every box of everything found; what differs for the very same tasks is put in boxes once."""
    known: dict[Node, tuple[KindBox, ...]] = {}
    for one in found:
        if one.tasks not in known:
            known[one.tasks] = boxes.of(one.tasks)
        for box in known[one.tasks]:
            yield _Boxed(one, box.boxes, box.example)


def _plainer(
    boxed: Sequence[_Boxed], policies: tuple[Policy, Policy], kinds: Kinds, decide: Decide
) -> tuple[_Boxed, ...]:
    """The same boxes with examples that leave out what does not matter; what shared an example still does."""
    shared: dict[Answers, list[_Boxed]] = {}
    for one in boxed:
        shared.setdefault(one.example, []).append(one)
    examples = [
        Example(
            answers,
            tuple(dict.fromkeys(one.box for one in own)),
            frozenset(one.found.aspect for one in own),
            frozenset(
                Difference(one.found.aspect, one.found.before, one.found.after)
                for one in own
                if one.found.aspect in _LIMITS
            ),
        )
        for answers, own in shared.items()
    ]
    known = dict(zip(shared, plainer(examples, policies, kinds.fields, decide), strict=True))
    return tuple(replace(one, example=known[one.example]) for one in boxed)


def _with_causes(
    boxed: Sequence[_Boxed], policies: tuple[Policy, Policy], changes: tuple[CellChange, ...], decide: Decide
) -> tuple[tuple[Shift, ...], bool]:
    """The shifts whose examples the real rules confirm, boxes of the same cause together; and whether they all do."""
    old, new = policies
    reverting = Reverting(old, new)
    examples = tuple(dict.fromkeys(one.example for one in boxed))
    before, after = (_decided(examples, policy, decide) for policy in policies)

    def without(taken: Collection[CellChange], places: Sequence[int]) -> tuple[Assignment, ...]:
        return _decided([examples[at] for at in places], reverting.without(taken), decide)

    why = reasons(before, after, changes, without)
    found_at: dict[tuple[int, Aspect], list[tuple[Difference, Why]]] = {}
    for (at, own), reason in why.items():
        found_at.setdefault((at, own.aspect), []).append((own, reason))
    places = {answers: at for at, answers in enumerate(examples)}
    shifts: dict[tuple[object, ...], Shift] = {}
    for one in boxed:
        told = found_at.get((places[one.example], one.found.aspect))
        if told is None and not _asks_for_less(one):
            continue
        caused = _causes(one.found, told or ())
        key = (one.found, caused)
        known = shifts.get(key)
        found = one.found
        shifts[key] = (
            replace(known, boxes=(*known.boxes, *one.box))
            if known
            else Shift(found.aspect, found.before, found.after, one.box, caused, one.example)
        )
    confirmed = all((places[one.example], one.found.aspect) in found_at or _asks_for_less(one) for one in boxed)
    return tuple(shifts.values()), confirmed


def _causes(found: _Found, told: Sequence[tuple[Difference, Why]]) -> tuple[CellChange, ...]:
    """Of a list the causes of the very items that are found, not of others that the example loses or gains as well."""
    before, after = (f"; {said}; " for said in (found.before, found.after))
    about = [
        why
        for own, why in told
        if all(text == NOTHING or f"; {text}; " in said for text, said in ((own.before, before), (own.after, after)))
    ]
    return tuple(dict.fromkeys(cause for why in about or [why for _, why in told] for cause in why.causes))


def _asks_for_less(one: _Boxed) -> bool:
    """Whether the example limits itself, so that the wider box of the sheet makes no difference to it."""
    return one.found.aspect in _LIMITS and any(code.startswith("max_") for code, _ in one.example)


def _decided(examples: Sequence[Answers], policy: Policy, decide: Decide) -> tuple[Assignment, ...]:
    return decide(tuple(example_task(answers, policy, _name(at)) for at, answers in enumerate(examples)), policy)


def _name(at: int) -> str:
    return f"example {at + 1}"
