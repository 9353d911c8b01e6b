"""The ransom notes: how many, whose they may be, what they threaten, how their author wants to be reached."""

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.custody.case import Case
from toolkit.texts.forms import defanged
from toolkit.walkthrough.pages.line import BAD, STRONG, WARN, Line, Look, short, some

_FAMILIES, _WAYS, _EACH, _THREATS = 3, 6, 2, 1
_LONGEST = 64  # characters of an address
_QUOTED = 140
# Said first: what a form asks for, then how to reach the author.
_FIRST = ("victim_id", "amount", "deadline")
_APART = frozenset({"threat", "mistyped"})


def lines(look: Look, case: Case) -> Iterator[Line]:
    """Yield what the notes say; none of it is to be answered."""
    survey = case.read_json("survey")
    if not survey:
        yield look.say("page.scan_none", WARN)
        return
    if not survey.get("note_files"):
        coverage = case.read_json("coverage") or {}
        yield look.say("page.notes_none" if coverage.get("complete") else "page.notes_none_seen", STRONG)
        if survey.get("suspect_files"):
            yield look.say("screen.suspects", WARN, files=look.speech.number(survey["suspect_files"]))
        return
    files, texts = look.speech.number(survey["note_files"]), look.speech.number(survey["note_texts"])
    yield look.say("page.notes_found", STRONG, files=files, texts=texts)
    yield from _families(look, survey)
    yield from _threat(look, survey.get("contacts") or {})
    yield from _contacts(look, survey.get("contacts") or {})
    yield look.say("page.notes_do_not", STRONG)


def _families(look: Look, survey: Mapping[str, Any]) -> Iterator[Line]:
    found = survey.get("families") or ()
    if not found:
        yield look.say("page.notes_no_family")
    told = (look.say(f"screen.family_{one['certainty']}", family=short(one["family"])) for one in found)
    yield from some(look, told, _FAMILIES)
    state = (found[0].get("decryptor") or {}).get("state") if found else None
    if state and look.speech.knows(f"page.notes_decryptor_{state}"):
        yield look.say(f"page.notes_decryptor_{state}")


def _threat(look: Look, contacts: Mapping[str, Any]) -> Iterator[Line]:
    """Say whether publication is threatened; that no note says so proves nothing."""
    threats = [str(one) for one in contacts.get("threat") or ()]
    if not threats:
        yield look.say("page.notes_no_threat")
        return
    yield look.say("page.notes_threat", BAD)
    quoted = (look.say("page.notes_quoted", text=short(one, _QUOTED)) for one in threats)
    yield from some(look, quoted, _THREATS)


def _contacts(look: Look, contacts: Mapping[str, Any]) -> Iterator[Line]:
    kinds = [kind for kind in contacts if kind not in _APART and contacts[kind]]
    ordered = sorted(kinds, key=lambda kind: _FIRST.index(kind) if kind in _FIRST else len(_FIRST))
    yield from some(look, (_way(look, kind, contacts[kind]) for kind in ordered), _WAYS)


def _way(look: Look, kind: str, values: Any) -> Line:
    told = [short(defanged(kind, str(one)), _LONGEST) for one in values]
    more = [look.speech.say("page.more_names", count=len(told) - _EACH)] if len(told) > _EACH else []
    named = f"notes.contact_{kind}"
    name = look.speech.say(named) if look.speech.knows(named) else short(kind)
    return look.say("page.notes_way", kind=name, values=", ".join([*told[:_EACH], *more]))
