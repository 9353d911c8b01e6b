"""Whether the machine that runs this is cut off, as the command said it; never yes by ignorance."""

from collections.abc import Iterator
from datetime import datetime

from toolkit.texts import visible
from toolkit.texts.forms import spoken
from toolkit.walkthrough.pages.line import BAD, DIM, GOOD, PLAIN, WARN, Line, Look, failed, some

_MOST = 14


def lines(look: Look) -> Iterator[Line]:
    """Yield the answer, then the roads that are open or unknown, then those that are closed."""
    work = look.work or "isolation"
    ran = look.visit.works.get(work)
    if ran is None or ran.status is None:
        yield look.say("page.isolation_not_asked", BAD)
        return
    if ran.status not in {0, 1}:
        yield from failed(look)
        yield look.say("page.isolation_unplug", BAD)
        return
    if not look.said:
        when = spoken(look.speech, int(datetime.fromisoformat(ran.at).timestamp()) * 1_000_000_000)
        code = "page.isolation_was_yes" if ran.status == 0 else "page.isolation_was_not"
        yield look.say(code, WARN if ran.status == 0 else BAD, when=when)
        yield look.say("page.isolation_again")
        return
    yield from some(look, _told(look, cut_off=ran.status == 0), _MOST)


def _told(look: Look, *, cut_off: bool) -> Iterator[Line]:
    say = look.speech.say
    warned = [text for stream, text in look.said if stream == "err" and text != say("isolation.looking")]
    # What was told of the program itself (files changed on the stick) makes its own yes doubtful.
    styles = {
        say("isolation.isolated_yes"): GOOD if cut_off and not warned else WARN,
        say("isolation.isolated_no"): BAD,
        say("isolation.isolated_unknown"): BAD,
        say("isolation.isolated_do"): WARN,
    }
    closed = tuple(say(f"isolation.{code}", names="") for code in ("closed", "nothing_known"))
    begins = tuple(one.partition(":")[0] for one in closed)
    yield from (Line(visible(text), WARN) for text in warned)
    for stream, text in look.said:
        if stream == "out":
            style = DIM if text.startswith(begins) else PLAIN
            yield Line(visible(text), styles.get(text, style))
