"""A kind of task is said as a lead would say it."""

import pytest

from agent_router.model.condition import Anything, Given, Missing
from agent_router.model.review import Region
from agent_router.tables.kinds_in_words import EVERY_TASK, box_words, region_words
from tests.small_policy import BY_CODE
from tests.tables.test_the_same_test import parsed


def region(code: str, typed: str, *, or_blank: bool = False) -> Region:
    return Region(code, parsed(code, typed), or_blank)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (region("work_type", "Edit, Auth"), "Work type is stated, but is not Read"),
        (region("work_type", "Edit"), "Work type is Edit"),
        (region("work_type", "not Auth", or_blank=True), "Work type is not Auth (or not stated)"),
        (region("work_type", "Read, Edit, Auth"), "Work type is stated"),
        (region("work_type", "Read, Edit, Auth", or_blank=True), ""),
        (region("files_expected", ">= 5", or_blank=True), "Files expected is 5 or more (or not stated)"),
        (region("files_expected", "< 3, > 9"), "Files expected is less than 3 or is more than 9"),
        (region("area", "auth, billing"), "Area includes auth or billing"),
        (region("area", "not(auth, billing)", or_blank=True), "no Area"),
        (region("area", "not auth", or_blank=True), "Area does not include auth"),
        (Region("folders", Given()), "Folders are stated"),
        (Region("folders", Given(), or_blank=True), ""),
        (Region("folders", Missing()), "Folders are not stated"),
        (Region("folders", Anything()), ""),
        (Region("unknown", Given()), "unknown is as shown"),
    ],
)
def test_a_region(given: Region, words: str) -> None:
    assert region_words(given, BY_CODE) == words


def test_a_box_joins_its_regions() -> None:
    box = (region("work_type", "Edit"), region("changes", "yes"), region("files_expected", "< 3"))

    assert box_words(box, BY_CODE) == "Work type is Edit, “Changes anything?” is yes, and Files expected is less than 3"
    assert box_words((), BY_CODE) == EVERY_TASK
