"""Settings of all tests: a machine under load is slow, and that is no failure."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
