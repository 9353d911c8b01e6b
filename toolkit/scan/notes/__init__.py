"""Ransom notes: is this text one, whose may it be, and how its author is reached."""

from toolkit.records import Certainty, Note, NoteVerdict
from toolkit.scan.notes.contacts import extract
from toolkit.scan.notes.cues import Reading, read
from toolkit.scan.notes.decoding import text_of
from toolkit.scan.notes.families import family_of_name, name_family
from toolkit.scan.notes.knowledge import Family, Knowledge, load
from toolkit.scan.notes.language import language_of
from toolkit.scan.notes.phrases import fold, words

__all__ = ["Family", "Knowledge", "family_of_name", "identify", "identify_always", "load"]


def identify(name: str, data: bytes, knowledge: Knowledge) -> Note | None:
    """Recognise a ransom note in the bytes of a file (its first 512 KB are enough), or return None.

    The verdict is NOTE or SUSPECT; the family is a hypothesis, with the certainty its marks allow.
    """
    text = text_of(data)
    if text is None:
        return None
    reading = read(name, text, knowledge)
    return None if reading.verdict == NoteVerdict.NO else _note(name, text, reading, knowledge)


def identify_always(name: str, data: bytes, knowledge: Knowledge) -> Note:
    """Judge a file and say what it holds even when it is no note: verdict NO, no family."""
    text = text_of(data)
    if text is None:
        return Note(NoteVerdict.NO)
    return _note(name, text, read(name, text, knowledge), knowledge)


def _note(name: str, text: str, reading: Reading, knowledge: Knowledge) -> Note:
    contacts = extract(text)
    language = language_of(words(fold(text[:16_000])))
    cues = tuple(sorted(reading.codes))
    if reading.verdict == NoteVerdict.NO:
        return Note(NoteVerdict.NO, None, Certainty.UNKNOWN, language, contacts, cues)
    naming = name_family(name, text, contacts, knowledge)
    return Note(reading.verdict, naming.family, naming.certainty, language, contacts, cues, naming.candidates)
