"""Property tests draw the same examples at every run, and no test asserts a time."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
