"""The full-screen application: cards, clocks and the work under way, led by keys alone."""

from toolkit.walkthrough.app.application import Walkthrough, run

__all__ = ["Walkthrough", "run"]
