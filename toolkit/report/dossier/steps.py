"""What is to be done now, in order; what the practice answered it has done is told as done."""

from collections.abc import Iterator

from toolkit.legal import deadlines, facts
from toolkit.report.dossier import clocks
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import brief

_LONGEST = 40  # characters of one answer
_KEPT = frozenset({"image", "kept"})


def steps(matter: Matter) -> Iterator[str]:
    """Yield one sentence for each step."""
    yield matter.say("dossier.step_unplugged")
    yield from _advice(matter)
    yield _insurer(matter)
    for code, said in clocks.steps(matter):
        done = matter.practice.answer(deadlines.DONE[code])
        yield said if code != "complaint" or done else f"{said} {_where(matter)}".strip()
    yield _others(matter)
    yield _disk(matter)
    yield matter.say("dossier.step_passwords")
    yield matter.say("dossier.step_backup")


def _advice(matter: Matter) -> Iterator[str]:
    service, hours = facts.fact("advice_service"), facts.fact("advice_hours")
    if facts.printable(service.key) and facts.printable(hours.key):
        yield matter.say("dossier.step_advice", service=service.value, hours=hours.value)


def _insurer(matter: Matter) -> str:
    told = matter.practice.answer("insurer")
    if told is None:
        return matter.say("dossier.step_insurer")
    return matter.say("dossier.step_insurer_named", insurer=brief(told, _LONGEST))


def _where(matter: Matter) -> str:
    """Return who takes a complaint, and the service that does not take one of a practice."""
    if not facts.printable("complaint_online_private"):
        return ""
    return matter.say("dossier.step_where", service=facts.value("complaint_online_private"))


def _others(matter: Matter) -> str:
    """Return what no clock counts: register, health portal, patients."""
    told = matter.practice.answer("legal.sante")
    if told is None:
        return matter.say("dossier.step_others")
    return matter.say("dossier.step_others_told", number=brief(told, _LONGEST))


def _disk(matter: Matter) -> str:
    fate = matter.practice.answer("sys.disk.fate")
    holder = matter.practice.answer("sys.disk.holder")
    if fate in _KEPT and holder:
        return matter.say("dossier.done_disk_held", holder=brief(holder, _LONGEST))
    if fate in _KEPT:
        return matter.say(f"dossier.done_disk_{fate}")
    return matter.say("dossier.step_disk_gone" if fate == "nothing" else "dossier.step_disk")
