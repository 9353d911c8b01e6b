"""Which steps of an examination were not recorded to their end: begun and broken off, or never begun."""

from collections.abc import Iterable

from toolkit.texts import Speech

# What every examination of a machine does, in order; an archive closed before then is silent on the rest.
_EACH = ("triage", "scan", "context", "timeline", "capture")
# What only some do: missing only where it was begun.
_SOME = ("live", "backup")
_PARTS = {"backup_reading": "backup"}  # by the step they are a part of
STEPS = ("live", *_EACH, "backup")


def unfinished(acts: Iterable[str]) -> tuple[str, ...]:
    """Return the steps, of STEPS and in that order, that were not brought to their end.

    `acts` are names of the log, as "scan.opened". A numbered stage ("capture_2") counts as its step. A case
    in which no machine was examined, as that of a whole practice, has none.
    """
    held = frozenset(acts)
    begun = {act.removesuffix(".opened") for act in held if act.endswith(".opened")}
    if begun.isdisjoint(("live", *_EACH)):
        return ()
    broken = {_step(stage) for stage in begun if f"{stage}.closed" not in held}
    return tuple(step for step in STEPS if step in broken or (step in _EACH and f"{step}.closed" not in held))


def named(speech: Speech, steps: Iterable[str]) -> str:
    """Return the steps in words, one after the other."""
    return ", ".join(speech.say(f"custody.step_{step}") for step in steps)


def _step(stage: str) -> str:
    stem, _, number = stage.rpartition("_")
    return _PARTS.get(stem, stem) if number.isdigit() else stage
