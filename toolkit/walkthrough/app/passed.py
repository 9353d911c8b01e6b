"""The steps that the path went past because they wait: said once when it happens, and kept in sight."""

from collections.abc import Iterator

from toolkit.texts import Speech
from toolkit.walkthrough import path, wording
from toolkit.walkthrough.pages.line import WARN, Line
from toolkit.walkthrough.path import Place, State
from toolkit.walkthrough.step import Step
from toolkit.walkthrough.visit import Visit


def notices(visit: Visit, speech: Speech, before: Place, now: Place | None) -> Iterator[Line]:
    """Yield why the path went from one place to another past steps nobody answered."""
    if now is not None and now.name == before.name:
        yield Line(wording.say(speech, "ui_stays"), WARN)
    between = list(_between(before.step, now))
    missing = [one for one in between if path.state(visit, one) is State.BLOCKED]
    waiting = [one for one in between if path.state(visit, one) is State.WAITING]
    if missing:
        facts = {"number": path.number(missing[0]), "title": wording.part(speech, missing[0], "title")}
        yield Line(wording.say(speech, "ui_passed", facts), WARN)
        for code in path.missing(visit, missing[0]):
            yield from (Line(one) for one in wording.told(speech, code))
    elif waiting:
        first, last = path.number(waiting[0]), path.number(waiting[-1])
        code = "ui_passed_waits" if first != last else "ui_passed_waits_one"
        yield Line(wording.say(speech, code, {"first": first, "last": last}))


def blocked(visit: Visit, shown: Place | None) -> Step | None:
    """Return the first step behind somebody for which something is missing."""
    if shown is None:
        return None
    behind = path.steps()[: path.steps().index(shown.step)]
    found = (one for one in behind if path.state(visit, one) is State.BLOCKED and path.may_open(visit, one))
    return next(found, None)


def _between(before: Step, now: Place | None) -> Iterator[Step]:
    steps = path.steps()
    end = steps.index(now.step) if now is not None else len(steps)
    yield from steps[steps.index(before) : end]
