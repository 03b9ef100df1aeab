"""Settings of all tests: a machine under load is slow, and that is no failure; campaigns run without counting branches.

Counting doubles the time of a test. What sends hundreds of files through code that tests of its own room cover already
adds no branch; such modules say `pytestmark = pytest.mark.uncounted`, and run at full speed.
"""

import os
from collections.abc import Generator

import pytest
from coverage import Coverage
from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

_COUNT_IN_NEW_PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""Where coverage tells the Python processes that a test starts to count, too."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "uncounted: runs without counting branches, which other tests count")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    counting = Coverage.current()
    if counting is None or item.get_closest_marker("uncounted") is None:
        return (yield)
    told = os.environ.pop(_COUNT_IN_NEW_PROCESSES, None)
    counting.stop()
    try:
        return (yield)
    finally:
        counting.start()
        if told is not None:
            os.environ[_COUNT_IN_NEW_PROCESSES] = told
