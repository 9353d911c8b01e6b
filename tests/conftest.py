"""Property tests draw the same examples at every run: a failure is the change's own, and comes back."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")
