"""Whether the machine bears traces of an attack: nothing else matters before that is known."""

from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Looked, Row, row


def judge(looked: Looked) -> Iterator[Row]:
    """Yield one row from the names that were looked at; a name without a trace is no examination."""
    traces = looked.traces
    if traces is None:
        yield row(UNKNOWN, "attack_not_looked", 1)
        return
    told: Row = {one: traces[one] for one in ("seen", "notes", "encrypted", "path", "ending")}
    if traces["notes"] and traces["encrypted"]:
        yield row(MEND, "attack_both", 0, **told)
    elif traces["encrypted"]:
        yield row(MEND, "attack_files", 0, **told)
    elif traces["notes"]:
        yield row(MEND, "attack_notes", 0, **told)
    elif traces["suspect"]:
        yield row(UNKNOWN, "attack_suspect", 0, **told)
    elif not traces["seen"]:
        yield row(UNKNOWN, "attack_not_looked", 1)
    elif not traces["whole"]:
        yield row(UNKNOWN, "attack_partly", 1, **told)
    else:
        yield row(GOOD, "attack_none", **told)
