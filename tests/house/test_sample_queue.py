"""The sample queue is the committed output of its generator, and shows every part of a company."""

from collections import Counter

from tests.places import REPOSITORY
from tests.recording.sample_queue import HEADERS, sample_queue
from tests.recording.sample_tasks import TASKS


def test_the_committed_queue_is_what_the_generator_writes() -> None:
    assert (REPOSITORY / "src" / "agent_router" / "_demo" / "queue.xlsx").read_bytes() == sample_queue()


def test_the_sample_queue_has_at_least_24_tasks_from_all_functions() -> None:
    functions = Counter(task["Function"] for task in TASKS)
    assert sum(functions.values()) >= 24
    assert set(functions) == {"Engineering", "Product", "Support", "Operations", "Sales"}


def test_every_task_of_the_sample_has_its_own_id_and_a_goal() -> None:
    assert len({task["ID"] for task in TASKS}) == len(TASKS)
    assert all(task["Goal"] for task in TASKS)
    assert all(set(task) <= set(HEADERS) for task in TASKS)
