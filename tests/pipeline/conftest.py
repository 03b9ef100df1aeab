"""Commands called one after another read a workbook once."""

from collections.abc import Iterator

import pytest

from tests.policies import workbooks_read_once


@pytest.fixture(scope="package", autouse=True)
def _read_once() -> Iterator[None]:
    with workbooks_read_once():
        yield
