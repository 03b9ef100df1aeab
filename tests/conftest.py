"""Settings of all tests: a machine under load is slow, and that is no failure; campaigns run without counting branches.

What sends hundreds of files through code that tests of its own room cover already adds no branch; such modules say
`pytestmark = pytest.mark.uncounted`, and run at full speed.
"""

from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.counting import uncounted

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "uncounted: runs without counting branches, which other tests count")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if item.get_closest_marker("uncounted") is None:
        return (yield)
    with uncounted():
        return (yield)
