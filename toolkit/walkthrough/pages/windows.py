"""What the disk that was picked holds and how its Windows was put out, as the command said it."""

from collections.abc import Iterator
from datetime import datetime

from toolkit.texts import visible
from toolkit.texts.forms import spoken
from toolkit.walkthrough.pages.line import BAD, GOOD, PLAIN, STRONG, WARN, Line, Look, failed, short, some

_MOST = 30
_STATES = (
    "dirty", "dirty_likely", "hibernated", "fast_start_up", "hibernation_unclear", "resuming", "unknown",
)  # fmt: skip


def lines(look: Look) -> Iterator[Line]:
    """Yield what was said of each volume, then whether a key is asked for next."""
    picked, ran = look.visit.given.get("source/disk"), look.visit.works.get("windows")
    if picked is not None and picked.facts.get("serial"):
        yield look.say("page.windows_serial", STRONG, serial=short(picked.facts["serial"]))
    if ran is None or ran.status is None:
        yield look.say("page.windows_not_looked", WARN)
        return
    if not look.went:
        yield from failed(look)
        yield look.say("page.windows_go_on")
        return
    if look.said:
        yield from some(look, _told(look), _MOST)
    else:
        when = spoken(look.speech, int(datetime.fromisoformat(ran.at).timestamp()) * 1_000_000_000)
        code = "page.windows_was_locked" if ran.status else "page.windows_was_read"
        yield look.say(code, BAD if ran.status else PLAIN, when=when)
        yield look.say("page.windows_again")
    if ran.status:
        yield look.say("page.windows_key", STRONG)


def _told(look: Look) -> Iterator[Line]:
    say = look.speech.say
    styles = {visible(say(f"windows.state_{state}")): WARN for state in _STATES}
    styles |= {visible(say("windows.state_clean")): GOOD}
    styles |= {visible(say(f"windows.{code}")): WARN for code in ("none", "none_closed")}
    shut = say("windows.locked", volume="\0", size="\0").partition("\0")[0].partition(":")[0].rstrip()
    for stream, text in look.said:
        if stream == "out":
            style = BAD if text.startswith(shut) else PLAIN
            yield Line(visible(text), styles.get(text, style))
