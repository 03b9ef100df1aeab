"""Tests of the room that runs the contract's commands."""
