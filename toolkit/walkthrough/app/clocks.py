"""Both clocks in one line: how long is left and until when, in words that need no colour."""

from collections.abc import Iterator
from datetime import datetime

from rich.cells import cell_len

from toolkit.legal import deadlines
from toolkit.legal.deadlines import Clock
from toolkit.texts import Speech
from toolkit.walkthrough import wording
from toolkit.walkthrough.visit import Visit

_BETWEEN = " │ "
# Sentence of texts/*/walk.toml by clock and by how it stands.
_LONG = {
    ("complaint", "left"): "clock_complaint_left",
    ("complaint", "past"): "clock_complaint_past",
    ("complaint", "done"): "clock_complaint_done",
    ("cnil", "left"): "clock_cnil_left",
    ("cnil", "past"): "clock_cnil_past",
    ("cnil", "done"): "clock_cnil_done",
}
_SHORT = {
    ("complaint", "left"): "clock_complaint_left_short",
    ("complaint", "past"): "clock_complaint_past_short",
    ("complaint", "done"): "clock_complaint_done",
    ("cnil", "left"): "clock_cnil_left_short",
    ("cnil", "past"): "clock_cnil_past_short",
    ("cnil", "done"): "clock_cnil_done",
}


def lines(visit: Visit, speech: Speech, now: datetime, width: int) -> str:
    """Return the clocks, on one line where the width holds it, else one below the other: never cut."""
    running = visit.clocks()
    if not running:
        return wording.say(speech, "clock_unknown" if visit.told("t0") else "clock_before")
    for codes in (_LONG, _SHORT):
        said = list(_said(visit, running, codes, speech, now))
        line = _BETWEEN.join(said)
        if cell_len(line) <= width:
            return line
    return "\n".join(said)


def _said(
    visit: Visit,
    running: tuple[Clock, ...],
    codes: dict[tuple[str, str], str],
    speech: Speech,
    now: datetime,
) -> Iterator[str]:
    for clock in running:
        code = codes[clock.code, visit.stands(clock, now)]
        minutes = int(abs(clock.left(now)).total_seconds()) // 60
        end = clock.end.astimezone(deadlines.PARIS)
        told = {"day": f"{end:%d/%m}", "hour": str(end.hour), "minute": f"{end:%M}"}
        yield wording.say(speech, code, {"hours": minutes // 60, "minutes": minutes % 60, **told})
