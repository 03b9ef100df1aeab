"""Rows that have a height from the start and still grow with their text.

XlsxWriter marks every height as set by hand, which keeps Excel from fitting the row when a longer text is typed.
"""

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

Attributes = Iterable[tuple[str, object]]


def growing_rows(first: int) -> type[Worksheet]:
    """The kind of worksheet whose rows grow from the 1-based row `first` on; 0 = none does."""

    class GrowingRows(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
        """Leaves the mark of a hand-set height off these rows."""

        def _xml_start_tag_unencoded(self, tag: str, attributes: Attributes = ()) -> None:
            super()._xml_start_tag_unencoded(tag, _unmarked(tag, list(attributes), first))

        def _xml_empty_tag_unencoded(self, tag: str, attributes: Attributes = ()) -> None:
            super()._xml_empty_tag_unencoded(tag, _unmarked(tag, list(attributes), first))

    return GrowingRows if first else Worksheet


def _unmarked(tag: str, attributes: list[tuple[str, object]], first: int) -> list[tuple[str, object]]:
    grows = tag == "row" and int(str(dict(attributes)["r"])) >= first
    return [pair for pair in attributes if not (grows and pair[0] == "customHeight")]
