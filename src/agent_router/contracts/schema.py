"""The published JSON Schema of a contract."""

from agent_router.ledger.jsontext import JsonObject
from agent_router.ledger.schemas import schema_of
from agent_router.model.contract import Contract


def contract_schema() -> JsonObject:
    """JSON Schema (2020-12) of `contract.json`: every name required, none unknown."""
    return schema_of(Contract, "Contract")
