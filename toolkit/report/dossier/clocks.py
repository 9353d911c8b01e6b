"""The two deadlines that run from the moment of knowledge, as steps to take."""

from collections.abc import Iterator
from datetime import datetime

from toolkit.legal import deadlines, facts
from toolkit.report.dossier.matter import Matter


def steps(matter: Matter) -> Iterator[str]:
    """Yield what is to be done within each clock, with its end where the moment of knowledge is known."""
    told = deadlines.of_answer(matter.practice.answer("t0"))
    if told is None:
        for code, hours, _ in deadlines.CLOCKS:
            yield matter.say(f"dossier.step_{code}", hours=facts.number(hours))
        return
    for clock in deadlines.clocks(told):
        end = matter.moment(_nanoseconds(clock.end))
        yield matter.say(f"dossier.step_{clock.code}_by", when=end, hours=clock.hours)


def sources(matter: Matter) -> str:
    """Return where the deadlines were read, and when."""
    cited = [
        matter.say(
            f"dossier.text_{code}",
            article=facts.value(text),
            checked=facts.fact(text).checked(matter.speech.say),
        )
        for code, _, text in deadlines.CLOCKS
    ]
    return " ".join([matter.say("dossier.clocks_count"), *cited])


def _nanoseconds(when: datetime) -> int:
    return int(when.timestamp()) * 1_000_000_000
