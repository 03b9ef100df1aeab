"""Ways to break a workspace: a log written again after a change, so that nothing but the change is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_router.ledger.chain import chain_lines
from agent_router.ledger.digest import sha256_hex

Line = dict[str, Any]
CART, DISCOVERY, MIGRATION = (
    f"evidence/{name}" for name in ("cart-rounding", "settings-migration-discovery", "settings-migration")
)


def lines(path: Path) -> list[Line]:
    """The objects of a log, without `prev`."""
    found = [json.loads(line) for line in path.read_bytes().splitlines()]
    return [{name: value for name, value in line.items() if name != "prev"} for line in found]


def again(path: Path, change: Callable[[list[Line]], object]) -> str:
    """Write a log again, whole and chained, after a change; its new head."""
    found = lines(path)
    change(found)
    path.write_bytes(chain_lines(found))
    return sha256_hex(path.read_bytes().splitlines()[-1])


def record_again(run: Path, change: Callable[[list[Line]], object]) -> None:
    """Write a run's record again, and let `decisions.jsonl` begin anew for it: nobody has spoken yet."""
    head = again(run / "run.jsonl", change)
    contract = lines(run / "run.jsonl")[0].get("contract", "")
    (run / "decisions.jsonl").write_bytes(chain_lines([{"kind": "run", "run": head, "contract": contract}]))


def first(**values: object) -> Callable[[list[Line]], object]:
    """Change fields of the first line."""
    return lambda found: found[0].update(values)


def said(**values: object) -> Callable[[list[Line]], object]:
    """Change fields of the second line: the first thing that somebody said."""
    return lambda found: found[1].update(values)


def contract_again(work: Path, task: str, **values: object) -> None:
    """Write a contract again wherever it stands, with logs and copies that name its new digest."""
    folder = work / "contracts" / task
    plain = {**json.loads((folder / "contract.json").read_bytes()), **values}
    data = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    digest, before = sha256_hex(data), sha256_hex((folder / "contract.json").read_bytes())
    for path in (folder, *(run / "contract" for run in (work / "evidence").iterdir())):
        if sha256_hex((path / "contract.json").read_bytes()) == before:
            (path / "contract.json").write_bytes(data)
            (path / "contract.md").unlink()
            log = path / "approvals.jsonl"
            again(log, lambda found: [line.update(contract=digest) for line in found])
            if path != folder:
                record_again(path.parent, first(contract=digest))
