"""Tests of the room `queue`."""  # noqa: A005 - named like the room it tests; nothing imports it as a top-level module
