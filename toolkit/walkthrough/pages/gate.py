"""What must stand before anything is restored: a complaint's number or a waiver, and the disk's fate."""

from collections.abc import Iterator
from datetime import UTC, datetime

from toolkit.report.answers import shown
from toolkit.texts.forms import spoken
from toolkit.walkthrough.pages.line import BAD, GOOD, STRONG, WARN, Line, Look, short

_SECOND = 1_000_000_000
_COMPLAINT = "complaint"  # the clock that runs for it


def lines(look: Look) -> Iterator[Line]:
    """Yield whether the gate is open, then each thing it rests on: there, or missing."""
    complaint, waiver = look.visit.value("legal.pv"), look.visit.value("restore.waiver")
    if complaint:
        yield look.say("page.gate_open", GOOD)
    else:
        yield look.say("page.gate_waived" if waiver else "page.gate_closed", WARN if waiver else BAD)
    yield look.say("page.gate_why")
    yield _there(look, "legal.pv", "complaint", complaint)
    if waiver or not complaint:
        yield _there(look, "restore.waiver", "waiver", waiver)
    yield from _clock(look)
    yield from _disk(look)


def _there(look: Look, key: str, name: str, value: str | None) -> Line:
    if value:
        return look.say(f"page.gate_{name}", GOOD, value=short(shown(look.speech, key, value)))
    return look.say(
        f"page.gate_{name}_unknown" if look.visit.told(key) else f"page.gate_{name}_missing", WARN
    )


def _clock(look: Look) -> Iterator[Line]:
    """Say until when a complaint is expected, while none is recorded."""
    for clock in look.visit.clocks():
        stands = look.visit.stands(clock, datetime.now(UTC))
        if clock.code == _COMPLAINT and stands != "done":
            code, style = ("page.gate_clock_past", BAD) if stands == "past" else ("page.gate_clock", STRONG)
            yield look.say(code, style, when=spoken(look.speech, int(clock.end.timestamp()) * _SECOND))


def _disk(look: Look) -> Iterator[Line]:
    """Yield what becomes of the original disk: without it, or an image, little can be shown later."""
    fate = look.visit.value("sys.disk.fate")
    if fate is None:
        yield look.say("page.gate_disk_missing", WARN)
        return
    told = shown(look.speech, "sys.disk.fate", fate)
    yield look.say("page.gate_disk", WARN if fate == "nothing" else GOOD, fate=short(told, 120))
    for key, name in (("sys.disk.serial", "serial"), ("sys.disk.holder", "holder")):
        if value := look.visit.value(key):
            yield look.say(f"page.gate_disk_{name}", value=short(value))
        elif fate != "nothing":
            yield look.say(f"page.gate_disk_no_{name}", WARN)
