"""What was erased and what could not be, as the command said it; nothing else is left to ask."""

from collections.abc import Iterator

from toolkit.walkthrough.pages.line import BAD, GOOD, PLAIN, WARN, Line, Look, keyed, some

_MOST = 12


def lines(look: Look) -> Iterator[Line]:
    """Yield whether it went to its end, then what the command said of each thing."""
    ran = look.visit.works.get(look.work or "wipe")
    status = ran.status if ran else None
    if status is None:
        yield look.say("page.wiped_unknown", BAD)
    elif status == 0:
        yield look.say("page.wiped_all", GOOD)
    else:
        yield look.say("page.wiped_part" if status == 1 else "page.wiped_not", BAD)
    told = (
        Line(said, WARN if stream == "err" else PLAIN) for stream, text in look.said if (said := keyed(text))
    )
    yield from some(look, told, _MOST)
    if not look.said:
        yield look.say("page.wiped_attestation")
