"""The program starts fast: it loads a heavy library only when a command needs it."""

import json
import subprocess
import sys

HEAVY = {
    "pandas",
    "numpy",
    "openpyxl",
    "xlsxwriter",
    "weasyprint",
    "msgspec",
    "jinja2",
    "junitparser",
    "python_calamine",
}
PROBE = """
import json, sys
from agent_router.cli.main import run
sys.argv = ["agent-router", "--version"]
try:
    run()
except SystemExit as ended:
    assert not ended.code, ended.code
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_asking_for_the_version_loads_no_heavy_library() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert HEAVY & set(json.loads(done.stdout.splitlines()[-1])) == set()


def test_the_program_tells_its_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "agent_router", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("agent-router, version ")
