"""The two deadlines that run from the moment of knowledge, as steps to take."""

from collections.abc import Iterator

from toolkit.legal import deadlines, facts
from toolkit.report import clock
from toolkit.report.dossier.matter import Matter


def steps(matter: Matter) -> Iterator[str]:
    """Yield what is to be done within each clock, with its end where the moment of knowledge is known."""
    told = deadlines.of_answer(matter.practice.answer("t0"))
    if told is None:
        for code, hours, _ in deadlines.CLOCKS:
            yield matter.say(f"dossier.step_{code}", hours=facts.number(hours))
        return
    now = clock.last_dealt_with(matter.practice.machines, matter.practice.acts)
    for one in deadlines.clocks(told):
        end = int(one.end.timestamp()) * 1_000_000_000
        state = "past" if now is not None and now > end else "by"
        yield matter.say(f"dossier.step_{one.code}_{state}", when=matter.moment(end), hours=one.hours)


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
