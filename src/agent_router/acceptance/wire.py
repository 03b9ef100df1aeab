"""A verdict as JSON for other programs (`accept --json`), and the schema of that document.

Outcomes are lower case with underscores (`not_shown`), amounts are decimal numbers in quotes, places are said as people
read them (`run.jsonl line 41`).
"""

from collections.abc import Iterable
from decimal import Decimal

from agent_router.ledger.documents import to_plain
from agent_router.ledger.jsontext import JsonObject, JsonValue
from agent_router.model.approval import SignOff, Waiver
from agent_router.model.known import Exactness
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius
from agent_router.model.verdict import (
    ChangedPath,
    ClaimResult,
    ClaimStanding,
    Cost,
    CostMethod,
    ItemResult,
    Outcome,
    Spent,
    StopResult,
    UsageLine,
    UsageTotal,
    Verdict,
    VerdictState,
    Waiting,
)

SCHEMA_NAME = "agent-router/verdict/1"
UNKNOWN = "unknown"
"""Exactness of figures that are not there."""


def verdict_document(verdict: Verdict) -> JsonObject:
    """The verdict as one JSON object; the same verdict gives the same object."""
    return {
        "schema": SCHEMA_NAME,
        "run": verdict.run_id,
        "task": verdict.task_id,
        "verdict": verdict.state.value,
        "headline": verdict.headline,
        "items": [_item(item) for item in verdict.items],
        "stop_conditions": [_stop(stop) for stop in verdict.stops],
        "claims": [_claim(claim) for claim in verdict.claims],
        "usage": _usage(verdict.usage),
        "cost": _cost(verdict.cost),
        "box": [_spent(spent) for spent in verdict.spent],
        "changed": [_changed(path) for path in verdict.changed],
        "blast_radius": {
            "request": _radius(verdict.ratings.request),
            "scope": _radius(verdict.ratings.scope),
            "measured": _radius(verdict.ratings.measured),
        },
        "waiting": [_waiting(waiting) for waiting in verdict.waiting],
        "risks": [{"text": text, "evidence": _places((place,))} for text, place in verdict.risks],
        "waivers": [_waiver(waiver) for waiver in verdict.waivers],
        "sign_offs": [_sign_off(signed) for signed in verdict.sign_offs],
        "problems": list(verdict.problems),
        "as_of": to_plain(verdict.as_of),
        "run_digest": verdict.run_digest,
        "contract_digest": verdict.contract_digest,
        "fact_digest": verdict.fact_digest,
        "what_if": verdict.what_if,
    }


def outcome_word(outcome: Outcome) -> str:
    """`not_met` for NOT_MET."""
    return outcome.name.lower()


def _item(item: ItemResult) -> JsonObject:
    return {
        "id": item.id,
        "question": item.question,
        "outcome": outcome_word(item.outcome),
        "because": item.because,
        "evidence": _places(item.evidence),
        "if_not_met": item.if_not_met.value,
        "checked_by": item.checked_by,
        "place": _place(item.place),
        "found": outcome_word(item.found),
        "settled_by": item.settled_by,
        "settled_note": item.settled_note,
        "waivable": item.waivable,
        "open": item.open,
        "clears": item.clears,
    }


def _stop(stop: StopResult) -> JsonObject:
    return {
        "id": stop.id,
        "fired": stop.fired,
        "because": stop.because,
        "evidence": _places(stop.evidence),
        "went_on": stop.went_on,
        "stop_when": stop.stop_when,
        "then": stop.then,
        "place": _place(stop.place),
    }


def _claim(claim: ClaimResult) -> JsonObject:
    return {
        "text": claim.text,
        "standing": claim.standing.value,
        "because": claim.because,
        "evidence": _places(claim.evidence),
        "stale": claim.stale,
        "about_proof": claim.about_proof,
    }


def _usage(usage: UsageTotal) -> JsonObject:
    return {
        "known": usage.known,
        "exactness": usage.exactness.value if usage.known else UNKNOWN,
        "input": usage.input,
        "cache_write": usage.cache_write,
        "cache_read": usage.cache_read,
        "output": usage.output,
        "reasoning": usage.reasoning,
        "total": usage.total,
        "because": usage.because,
        "by_agent_and_model": [_line(line) for line in usage.lines],
    }


def _line(line: UsageLine) -> JsonObject:
    return {
        "agent": line.agent,
        "model": line.model,
        "exactness": line.exactness.value,
        "input": line.input,
        "cache_write": line.cache_write,
        "cache_read": line.cache_read,
        "output": line.output,
        "reasoning": line.reasoning,
        "total": line.total,
        "priced": _amount(line.priced),
        "unpriced": line.because,
        "prices": _places(line.prices),
    }


def _cost(cost: Cost) -> JsonObject:
    return {
        "amount": _amount(cost.amount),
        "currency": cost.currency,
        "method": cost.method.value,
        "because": cost.because,
        "reported": _amount(cost.reported),
        "priced": _amount(cost.priced),
        "exactness": cost.exactness.value if cost.amount is not None else UNKNOWN,
        "difference": _amount(cost.difference),
        "percent_apart": _amount(None if cost.percent_apart is None else round(cost.percent_apart, 4)),
        "unpriced": cost.unpriced,
        "prices": _places(cost.prices),
        "evidence": _places(cost.places),
    }


def _spent(spent: Spent) -> JsonObject:
    return {
        "name": spent.name,
        "used": _amount(spent.used),
        "limit": _amount(spent.limit),
        "unit": spent.unit,
        "lower_bound": spent.lower_bound,
        "note": spent.note,
    }


def _changed(path: ChangedPath) -> JsonObject:
    return {
        "path": path.path,
        "kind": path.kind,
        "known_by": path.known_by,
        "added": path.added,
        "removed": path.removed,
        "evidence": _places(path.evidence),
        "in_scope": path.in_scope,
        "note": path.note,
        "counts": path.counts,
    }


def _waiting(waiting: Waiting) -> JsonObject:
    return {
        "who": waiting.who,
        "what": waiting.what,
        "clears": waiting.clears,
        "item": waiting.item,
        "place": _place(waiting.place),
    }


def _waiver(waiver: Waiver) -> JsonObject:
    return {
        "item": waiver.item,
        "by": waiver.by,
        "reason": waiver.reason,
        "until": waiver.until.isoformat(),
        "at": to_plain(waiver.at),
        "recorded": to_plain(waiver.recorded),
    }


def _sign_off(signed: SignOff) -> JsonObject:
    return {
        "by": signed.by,
        "role": signed.role,
        "meaning": signed.meaning,
        "at": to_plain(signed.at),
        "recorded": to_plain(signed.recorded),
        "run": signed.run,
        "facts": signed.facts,
    }


def _places(places: Iterable[Place]) -> list[JsonValue]:
    return [str(place) for place in places]


def _place(place: Place | None) -> JsonValue:
    return None if place is None else str(place)


def _amount(amount: Decimal | None) -> JsonValue:
    return None if amount is None else f"{amount.normalize():f}"


def _radius(radius: BlastRadius | None) -> JsonValue:
    return None if radius is None else radius.value


_TEXT: JsonObject = {"type": "string"}
_FLAG: JsonObject = {"type": "boolean"}
_COUNT: JsonObject = {"type": "integer", "minimum": 0}
_TEXTS: JsonObject = {"type": "array", "items": _TEXT}
_MAYBE_TEXT: JsonObject = {"type": ["string", "null"]}
_MAYBE_COUNT: JsonObject = {"type": ["integer", "null"]}
_MAYBE_AMOUNT: JsonObject = {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_MAYBE_RADIUS: JsonObject = {"enum": [*(radius.value for radius in BlastRadius), None]}


def verdict_schema() -> JsonObject:
    """JSON Schema (2020-12) of that document: every name required, none unknown."""
    exactness: JsonObject = {"enum": [*(each.value for each in Exactness), UNKNOWN]}
    root = _object({
        "schema": {"const": SCHEMA_NAME},
        "run": _TEXT,
        "task": _TEXT,
        "verdict": {"enum": [state.value for state in VerdictState]},
        "headline": _TEXT,
        "items": _items_schema(),
        "stop_conditions": _list({
            "id": _TEXT, "fired": _FLAG, "because": _TEXT, "evidence": _TEXTS, "went_on": _FLAG, "stop_when": _TEXT,
            "then": _TEXT, "place": _MAYBE_TEXT,
        }),
        "claims": _list({
            "text": _TEXT, "standing": {"enum": [each.value for each in ClaimStanding]}, "because": _TEXT,
            "evidence": _TEXTS, "stale": _FLAG, "about_proof": _FLAG,
        }),
        "usage": _usage_schema(exactness),
        "cost": _cost_schema(exactness),
        "box": _list({
            "name": _TEXT, "used": _MAYBE_AMOUNT, "limit": _MAYBE_AMOUNT, "unit": _TEXT, "lower_bound": _FLAG,
            "note": _TEXT,
        }),
        "changed": _list({
            "path": _TEXT, "kind": _TEXT, "known_by": _TEXT, "added": _MAYBE_COUNT, "removed": _MAYBE_COUNT,
            "evidence": _TEXTS, "in_scope": {"type": ["boolean", "null"]}, "note": _TEXT, "counts": _FLAG,
        }),
        "blast_radius": _object({"request": _MAYBE_RADIUS, "scope": _MAYBE_RADIUS, "measured": _MAYBE_RADIUS}),
        "waiting": _list({"who": _TEXT, "what": _TEXT, "clears": _TEXT, "item": _TEXT, "place": _MAYBE_TEXT}),
        "risks": _list({"text": _TEXT, "evidence": _TEXTS}),
        "waivers": _list({
            "item": _TEXT, "by": _TEXT, "reason": _TEXT, "until": _TEXT, "at": _TEXT, "recorded": _TEXT,
        }),
        "sign_offs": _list({
            "by": _TEXT, "role": _TEXT, "meaning": _TEXT, "at": _TEXT, "recorded": _TEXT, "run": _TEXT, "facts": _TEXT,
        }),
        "problems": _TEXTS,
        "as_of": _TEXT,
        "run_digest": _TEXT,
        "contract_digest": _TEXT,
        "fact_digest": _TEXT,
        "what_if": _TEXT,
    })  # fmt: skip
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Verdict", **root}


def _items_schema() -> JsonObject:
    """The items of the checklist."""
    outcome: JsonObject = {"enum": [outcome_word(each) for each in Outcome]}
    return _list({
        "id": _TEXT, "question": _TEXT, "outcome": outcome, "because": _TEXT, "evidence": _TEXTS,
        "if_not_met": _TEXT, "checked_by": _TEXT, "place": _MAYBE_TEXT, "found": outcome, "settled_by": _TEXT,
        "settled_note": _TEXT, "waivable": _FLAG, "open": _FLAG, "clears": _TEXT,
    })  # fmt: skip


def _usage_schema(exactness: JsonObject) -> JsonObject:
    """The tokens of a run, and of each agent and model."""
    return _object({
        "known": _FLAG, "exactness": exactness, "input": _COUNT, "cache_write": _COUNT, "cache_read": _COUNT,
        "output": _COUNT, "reasoning": _COUNT, "total": _COUNT,
        "because": _TEXT,
        "by_agent_and_model": _list({
            "agent": _TEXT, "model": _TEXT, "exactness": _TEXT, "input": _COUNT, "cache_write": _COUNT,
            "cache_read": _COUNT, "output": _COUNT, "reasoning": _COUNT, "total": _COUNT, "priced": _MAYBE_AMOUNT,
            "unpriced": _TEXT, "prices": _TEXTS,
        }),
    })  # fmt: skip


def _cost_schema(exactness: JsonObject) -> JsonObject:
    """The two meters of a run, and how far they are apart."""
    return _object({
        "amount": _MAYBE_AMOUNT, "currency": _TEXT, "method": {"enum": [each.value for each in CostMethod]},
        "because": _TEXT, "reported": _MAYBE_AMOUNT, "priced": _MAYBE_AMOUNT,
        "exactness": exactness, "difference": _MAYBE_AMOUNT, "percent_apart": _MAYBE_AMOUNT, "unpriced": _TEXT,
        "prices": _TEXTS, "evidence": _TEXTS,
    })  # fmt: skip


def _object(properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(properties: JsonObject) -> JsonObject:
    return {"type": "array", "items": _object(properties)}
