"""Counting branches doubles the time of a test; what counts nothing new goes without it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage

_COUNT_IN_NEW_PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""Where coverage tells the Python processes that a test starts to count, too."""


@contextmanager
def uncounted() -> Iterator[None]:
    """Nothing that runs inside is counted, in this process or in those it starts; may stand inside itself."""
    told = os.environ.pop(_COUNT_IN_NEW_PROCESSES, None)
    if told is None:
        yield
        return
    counting = Coverage.current()
    assert counting is not None, "only counting in new processes is told to new processes"
    counting.stop()
    try:
        yield
    finally:
        counting.start()
        os.environ[_COUNT_IN_NEW_PROCESSES] = told
