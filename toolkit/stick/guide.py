"""The one-page guide of a stick, put together from what the stick can do."""

from collections.abc import Collection, Iterator

from toolkit import VERSION
from toolkit.legal import facts
from toolkit.texts import Speech


def written(language: str, systems: Collection[str], *, boots: bool) -> bytes:
    """Return the guide of a stick that holds programs for these systems."""
    speech, complaint, cnil = Speech(language), facts.fact("complaint_hours"), facts.fact("cnil_hours")
    held = {
        "version": VERSION,
        "complaint_hours": complaint.value,
        "cnil_hours": cnil.value,
        "checked": facts.day(min(complaint.checked_on, cnil.checked_on), speech.say),
    }
    pieces = _pieces(linux="linux" in systems, boots=boots)
    text = "".join(speech.fill(f"stick.guide_{piece}", held) for piece in pieces)
    return opened_by_windows(text)


def opened_by_windows(text: str) -> bytes:
    """Return a text as any Windows editor opens it: UTF-8 with its mark, CRLF."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _pieces(*, linux: bool, boots: bool) -> Iterator[str]:
    """Yield what is said: what to open first, then what comes before plugging the stick in, then the rest."""
    yield "title"
    if boots:
        yield from ("off_boots", "open_boots")
    else:
        yield "open"
    if linux:
        yield "open_linux"
    yield "walk"
    if not boots:
        yield "off"
        if linux:
            yield "off_linux"
    yield from ("before", "medium_boots" if boots else "medium", "commands")
    if linux:
        yield "commands_linux"
    yield "after"
