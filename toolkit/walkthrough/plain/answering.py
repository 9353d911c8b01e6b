"""From a line that somebody typed to the answer of a card."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import CaseRefusal, SourceRefusal, UsageRefusal
from toolkit.legal import dictionary
from toolkit.report import answers
from toolkit.report.typed import Taken
from toolkit.texts import Speech
from toolkit.walkthrough import path, wording
from toolkit.walkthrough.conversation import Conversation
from toolkit.walkthrough.path import Place
from toolkit.walkthrough.plain import words
from toolkit.walkthrough.step import Kind

Choice = tuple[str, str]  # what is answered, and its words
# What a bare Enter does, and `plain_enter_<it>` says.
KEEP, TAKE, LOOK, NONE, NOTHING = "keep", "take", "look", "none", "nothing"


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a card; `value` None is « je ne sais pas »."""

    value: str | None


def choices(conversation: Conversation, place: Place) -> list[Choice]:
    """Return what a card offers under numbers, « je ne sais pas » aside."""
    speech, card = conversation.speech, place.card
    if card.kind is Kind.PICK:
        offered = [] if card.told else conversation.options(place)
        return [(one.value, wording.option(speech, one.code, one.facts)) for one in offered]
    return [] if card.kind is Kind.PAGE else wording.choices(speech, place)


def may_be_unknown(place: Place) -> bool:
    """Tell whether « je ne sais pas » answers a card."""
    return place.card.kind not in {Kind.RUN, Kind.PAGE} and not place.card.told


def enter(conversation: Conversation, place: Place) -> str:
    """Return what a bare Enter does: the safe thing."""
    card = place.card
    if path.settled(conversation.visit, place):
        return KEEP
    if card.default is not None or card.proposed:
        return TAKE
    if card.kind is Kind.PICK:
        return LOOK
    return NONE if card.kind is Kind.SECRET else NOTHING


def safe(speech: Speech, place: Place) -> str | None:
    """Return the answer that a bare Enter takes, None where there is none."""
    return wording.proposed(speech, place) or place.card.default


def entering(conversation: Conversation, place: Place, offered: Sequence[Choice]) -> str:
    """Return the sentence that says what a bare Enter does."""
    speech, does = conversation.speech, enter(conversation, place)
    if does != TAKE:
        return speech.say(f"walk.plain_enter_{does}")
    default = str(safe(speech, place))
    if place.card.twice:
        return speech.say("walk.plain_enter_take_twice")
    if default in {"start", "done"}:
        return speech.say(f"walk.plain_enter_take_{default}")
    return speech.say("walk.plain_enter_take_other", choice=dict(offered).get(default, default))


def given(place: Place, offered: Sequence[Choice], text: str) -> Given:
    """Return the answer a line stands for; raises UsageRefusal("walk_choice") for none of those offered."""
    kind = place.card.kind
    if kind is Kind.SECRET:
        return Given(None if dictionary.unknown(text) else text.strip())
    last = str(len(offered) + 1) if offered else ""  # the number of « je ne sais pas »
    if may_be_unknown(place) and (dictionary.unknown(text) or text == last):
        return Given(None)
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= len(offered):
        return Given(offered[int(text) - 1][0])
    if kind is Kind.PICK:
        return Given(_path(place, offered, words.unquoted(text)))
    if kind is Kind.ASK or kind is Kind.TEXT:
        # The conversation reads the words of choices itself, whole or short, in either language.
        return Given(words.unquoted(text))
    meant = [code for code, said in offered if dictionary.plain(text) in {code, dictionary.plain(said)}]
    if not meant:
        raise UsageRefusal("walk_choice")
    return Given(meant[0])


def _path(place: Place, offered: Sequence[Choice], text: str) -> str:
    """Return a path that was typed; a mistyped number or word must not become a folder."""
    if text in {value for value, _ in offered}:
        return text
    typed = Path(text)
    if not typed.is_absolute() and len(typed.parts) < 2:
        raise UsageRefusal("walk_choice")
    # A raw device of Windows answers to nothing but its reader.
    if place.card.pick == "places":
        if typed.exists() and not typed.is_dir():
            raise CaseRefusal("visit_no_folder", folder=text)
    elif not text.startswith("\\\\.\\") and not typed.exists():
        raise SourceRefusal("source_missing", source=text)
    return text


def noted(place: Place, offered: Sequence[Choice], said: Given, taken: Taken | None, speech: Speech) -> str:
    """Return how an answer is told back: as it was understood."""
    value = said.value if taken is None else taken.value
    if place.card.kind is Kind.SECRET:
        return speech.say("walk.plain_secret_kept" if value else "walk.plain_secret_none")
    if value is None:
        return speech.say("walk.plain_noted", answer=wording.say(speech, "is_unknown"))
    if place.card.kind is Kind.ASK:
        return speech.say("walk.plain_noted", answer=answers.shown(speech, place.card.name, value))
    return speech.say("walk.plain_noted", answer=dict(offered).get(value, value))


def before(conversation: Conversation, place: Place, offered: Sequence[Choice]) -> str | None:
    """Return what was answered to a card before, None where nothing was."""
    visit, speech = conversation.visit, conversation.speech
    if place.card.told and visit.folder is not None:
        return str(visit.folder)
    if not visit.told(place.name) or place.card.kind in {Kind.PAGE, Kind.RUN, Kind.SECRET}:
        return None
    value = visit.value(place.name)
    if value is None:
        return wording.say(speech, "is_unknown")
    if place.card.kind is Kind.ASK:
        return answers.shown(speech, place.card.name, value)
    return dict(offered).get(value, value)
