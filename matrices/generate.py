"""Writes `agent-router.xlsx` beside this script: `python matrices/generate.py`."""

from pathlib import Path

from agent_router.workbook.starter import write_starter

if __name__ == "__main__":
    write_starter(Path(__file__).with_name("agent-router.xlsx"))
