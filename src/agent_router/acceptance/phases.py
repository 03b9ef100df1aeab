"""Which phase a run belongs to: a contract without a discovery has none, whatever the run was called."""

from agent_router.model.contract import Contract
from agent_router.model.policy import Phase
from agent_router.model.run import Run


def is_discovery(run: Run, contract: Contract) -> bool:
    """Whether the run is a discovery that the contract provides for."""
    return run.started.phase is Phase.DISCOVERY and Phase.DISCOVERY in contract.phases


def has_two_phases(contract: Contract) -> bool:
    """Whether a proposal comes before the change."""
    return Phase.DISCOVERY in contract.phases and Phase.MUTATION in contract.phases
