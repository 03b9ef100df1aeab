"""Where tests find the repository and the field data that is not part of it."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
FIELD_DATA = REPOSITORY.parent / "shared" / "field-data"

needs_field_data = pytest.mark.skipif(
    not FIELD_DATA.is_dir(), reason="the field data (../shared/field-data) is not beside this checkout"
)
