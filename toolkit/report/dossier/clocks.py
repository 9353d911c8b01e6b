"""The two deadlines that run from the moment of knowledge, as steps to take."""

from collections.abc import Iterator

from toolkit.legal import deadlines, facts
from toolkit.report import clock
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import brief

_LONGEST = 70  # characters of such a number


def steps(matter: Matter) -> Iterator[tuple[str, str]]:
    """Yield each clock's code and what is to be done, with its end where the moment of knowledge is known."""
    told = deadlines.of_answer(matter.practice.answer("t0"))
    now = _now(matter)
    running = deadlines.clocks(told) if told else ()
    ends = {one.code: int(one.end.timestamp()) * 1_000_000_000 for one in running}
    for code, hours, _ in deadlines.CLOCKS:
        number, length = matter.practice.answer(deadlines.DONE[code]), facts.number(hours)
        if number:
            yield code, matter.say(f"dossier.done_{code}", number=brief(number, _LONGEST))
        elif code in ends:
            state = "past" if now is not None and now > ends[code] else "by"
            when = matter.spoken(ends[code])
            yield code, matter.say(f"dossier.step_{code}_{state}", when=when, hours=length)
        else:
            yield code, matter.say(f"dossier.step_{code}", hours=length)


def _now(matter: Matter) -> int | None:
    return clock.last_dealt_with(matter.practice.machines, matter.practice.acts)


def sources(matter: Matter) -> str:
    """Return where the deadlines were read, and when, and at which time they were reckoned."""
    cited = [
        matter.say(
            f"dossier.text_{code}",
            article=facts.value(text),
            checked=facts.fact(text).checked(matter.speech.say),
        )
        for code, _, text in deadlines.CLOCKS
    ]
    now = _now(matter) if deadlines.of_answer(matter.practice.answer("t0")) else None
    reckoned = [] if now is None else [matter.say("dossier.clocks_at", when=matter.spoken(now))]
    return " ".join([matter.say("dossier.clocks_count"), *reckoned, *cited])
