"""How much a text looks like a ransom note: cue groups counted over its densest passage."""

import re
import unicodedata
from dataclasses import dataclass

from toolkit.records import NoteVerdict
from toolkit.scan.notes.anchors import folded_holds, spans
from toolkit.scan.notes.contacts import Contacts, longest_number, possible, ways
from toolkit.scan.notes.disguise import beyond_ascii
from toolkit.scan.notes.knowledge import ADDRESSED, Knowledge
from toolkit.scan.notes.names import looks_like_note
from toolkit.scan.notes.phrases import Spelled, fold, words

PASSAGE = 6000  # characters: 95 % of published notes are shorter than 4,103
_STRIDE = 4500
_MESSENGERS = ("tox", "session", "telegram", "jabber", "icq", "signal", "wickr")
_WALLETS = ("btc", "xmr", "eth")
_REACHED = frozenset({"onion_address", "messenger_id", "privacy_mail"})
_CODES_OF = {
    "onion": ("onion_address",),
    "email": ("mail_address", "privacy_mail"),
    **dict.fromkeys(_MESSENGERS, ("messenger_id",)),
    **dict.fromkeys(_WALLETS, ("wallet",)),
}
_BARE_OFFER = frozenset({"contact_demand", "decrypt_offer"})
_MONEY = frozenset({"payment", "currency", "key_for_money"})
_TAKEN = frozenset({"files_encrypted", "network_breached", "data_stolen", "decrypt_offer", "key_for_money"})
_ADDRESS = frozenset({"mail_address", "messenger_id", "onion_address", "wallet"})
# Beside a hidden address, what an adviser, a provider or a program's manual does not say.
_CLAIMED = frozenset({"perpetrator", "key_for_money", "files_encrypted", "bare_contact"})
_TOLD = frozenset({"reporting", "advice"})  # which an author who says "we" outweighs
# What a warning says beside its first aid; what an invitation to write in confidence never says; who passes
# a text on.
_WARNED = frozenset({"malware_talk", "reporting", "advice"})
_EXTORTED = frozenset(
    {"data_stolen", "leak_threat", "network_breached", "key_for_money", "currency", "payment"}
)
_RETOLD = frozenset({"first_aid", "malware_talk", "reporting"})
_BARE_WORDS = 25
_BARE = 60  # words: a text so short that holds such an address is there to give it
# A longer text meets more cues by chance: what is asked of it rises by one every _STEP words, up to _RISE.
_SHORT, _STEP, _RISE = 150, 45, 5
# Letters of mathematicians, bold or slanted: an address written in them is one all the same.
_STYLED = frozenset(map(chr, range(0x1D400, 0x1D800)))
# What stands between quotation marks, or behind the sign of a quoting mail, is told, not said: such a text
# is judged by what is left of it.
_QUOTED = re.compile(
    r"«[^»]{20,1500}»|“[^”]{20,1500}”|„[^“”]{20,1500}[“”]|\"[^\"]{20,1500}\"|^> ?[^>\n]{1,1500}",
    re.MULTILINE,
)
_SAID = 15  # words: with less around it, a quotation is the text
# Phrases weighing less than this are not worth a search for addresses.
_WORTH_A_LOOK = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage holds: the codes of its cues, their weight, and what it says the text is."""

    verdict: NoteVerdict
    weight: int = 0
    codes: frozenset[str] = frozenset()


NOTHING = Reading(NoteVerdict.NO)


def read(name: str, text: str, known: Knowledge, *, always: bool = False) -> Reading:
    """Weigh every passage of a text and return the heaviest; a late passage must weigh more.

    Unless `always`, what a text holds is not told once it can be no note.
    """
    best = NOTHING
    starts = _passages(text, known.anchors)
    named = bool(starts) and looks_like_note(name, known.name_words)
    for start in starts:
        reading = _weigh(text[start : start + PASSAGE], named, known, late=start > 0, always=always)
        if (reading.verdict != NoteVerdict.NO, reading.weight) > (
            best.verdict != NoteVerdict.NO,
            best.weight,
        ):
            best = reading
    return best


def _passages(text: str, anchors: tuple[str, ...]) -> list[int]:
    """Return where the passages begin that hold an anchor."""
    starts = range(0, max(1, len(text) - (PASSAGE - _STRIDE)), _STRIDE)
    found = spans(text, anchors)
    if found is None:
        # The whole first: a text without any is the rule.
        if len(starts) > 1 and not folded_holds(fold(text), anchors):
            return []
        return [start for start in starts if folded_holds(fold(text[start : start + PASSAGE]), anchors)]
    held = set()
    for begin, end in found:
        last = begin - begin % _STRIDE
        held.add(last)
        if end <= last - _STRIDE + PASSAGE:
            held.add(last - _STRIDE)
    return sorted(held.intersection(starts))


def _weigh(passage: str, named: bool, known: Knowledge, *, late: bool, always: bool) -> Reading:
    passage = _unstyled(passage)
    spelled = Spelled(words(fold(passage)), known.phrases)
    # What does not say what was done to the reader is no note, unless it is hardly more than an address.
    if not always and _is_long(spelled.words) and not spelled.codes(known.needs[0]):
        return NOTHING
    length = sum(map(str.isalpha, spelled.words))
    more = min(_RISE, max(0, length - _SHORT) // _STEP) + (known.scores["late"] if late else 0)
    longest = longest_number(spelled.words)
    if always or length <= _BARE:
        found = spelled.codes()
    else:
        least = more - (known.weights["note_name"] if named else 0)
        found = _promising(spelled, possible(passage, longest), least, known)
    if not found and length > _BARE:
        return NOTHING
    _without_quotes(passage, found, known)
    if ADDRESSED not in found and (length > _BARE or found & known.honest):
        found.add("unaddressed")
    found.discard(ADDRESSED)
    if length > _BARE and sum(max(0, known.weights[code]) for code in found) < _WORTH_A_LOOK:
        return NOTHING
    found |= _address_codes(ways(passage, longest), known)
    if length <= _BARE and found & _REACHED and ("perpetrator" in found or not found & known.honest):
        found.add("bare_contact")
    if length <= _BARE_WORDS and found >= _BARE_OFFER:
        found.add("bare_offer")
    taken = found & _TAKEN and found & _ADDRESS and found & _MONEY
    if length <= _BARE and taken and not found & known.honest:
        found.add("terse")
    if named:
        found.add("note_name")
    weight = _weight(found, known)
    return Reading(_verdict(found, weight - more, known), weight, frozenset(found))


def _unstyled(passage: str) -> str:
    styled = not passage.isascii() and beyond_ascii(passage) & _STYLED
    return unicodedata.normalize("NFKC", passage) if styled else passage


def _is_long(found: list[str]) -> bool:
    return sum(map(str.isalpha, found[: 2 * _BARE])) > _BARE


def _promising(spelled: Spelled, keys: tuple[str, ...], more: int, known: Knowledge) -> set[str]:
    """Return the codes of a passage that is not short, none where it can be no note whatever its addresses.

    `keys` are the addresses of which there is a trace, `more` is what is asked of it beyond the least.
    """
    addresses = {code for key in keys for code in _CODES_OF[key]}
    found = spelled.codes()
    if not all((found | addresses) & needed for needed in known.needs):
        return set()
    doubts = found if ADDRESSED in found else {*found, "unaddressed"}
    worst = min((known.weights[code] for code in doubts - {ADDRESSED}), default=0)
    belief = sum(max(0, known.weights[code]) for code in (found | addresses) - {ADDRESSED})
    enough = min(known.scores["note"], known.scores["suspect"]) + more
    return found if belief + min(0, worst) >= enough else set()


def _without_quotes(passage: str, found: set[str], known: Knowledge) -> None:
    """Take out of `found` who speaks to whom in quotations only; add "quoted" if the deed is only there."""
    outside, count = _QUOTED.subn(" . ", passage) if found & known.hostile else ("", 0)
    left = words(fold(outside)) if count else []
    if len(left) < _SAID:
        return
    said = Spelled(left, known.phrases).codes()
    found -= {"perpetrator", ADDRESSED} - said
    if not said & _TAKEN:
        found.add("quoted")


def _weight(found: set[str], known: Knowledge) -> int:
    """Add the weights up; beside a claim and a hidden address only the worst doubt counts."""
    doubts = [known.weights[code] for code in found if known.weights[code] < 0]
    belief = sum(known.weights[code] for code in found if known.weights[code] > 0)
    return belief + (min(doubts, default=0) if _is_claimed(found) else sum(doubts))


def _is_claimed(found: set[str]) -> bool:
    """Whether a claim stands beside a hidden address, and the text neither warns nor invites."""
    warns = "first_aid" in found and found & _WARNED
    invites = "invitation" in found and not found & _EXTORTED
    return bool(found & _REACHED and found & _CLAIMED) and not warns and not invites


def _address_codes(contacts: Contacts, known: Knowledge) -> set[str]:
    found = set()
    if "onion" in contacts:
        found.add("onion_address")
    if any(key in contacts for key in _MESSENGERS):
        found.add("messenger_id")
    if any(key in contacts for key in _WALLETS):
        found.add("wallet")
    hosts = [value.rpartition("@")[2].lower() for value in contacts.get("email", ())]
    if hosts:
        found.add("mail_address")
    if any(host.startswith(known.mail_providers) for host in hosts):
        found.add("privacy_mail")
    return found


def _verdict(found: set[str], weight: int, known: Knowledge) -> NoteVerdict:
    verdict = _said(found, weight, known)
    if "quoted" not in found or verdict == NoteVerdict.NO:
        return verdict
    return NoteVerdict.SUSPECT if found & _REACHED and not found & _RETOLD else NoteVerdict.NO


def _said(found: set[str], weight: int, known: Knowledge) -> NoteVerdict:
    invites = "invitation" in found and found & _REACHED and not found & _EXTORTED
    if invites or not all(found & needed for needed in known.needs):
        return NoteVerdict.NO
    excused = _TOLD if "perpetrator" in found else frozenset()
    hidden = _is_claimed(found)
    honest = bool(found & known.honest - excused) and not hidden
    pressed = len(found & known.pressing) >= 2 and not honest
    bar = known.scores["note"] + (known.scores["doubted"] if honest else 0)
    if weight >= bar and (found & known.hostile or pressed):
        return NoteVerdict.NOTE
    plausible = found & known.reached and found & (known.hostile | {"files_encrypted"})
    suspect = weight >= known.scores["suspect"] and plausible and not honest
    return NoteVerdict.SUSPECT if suspect else NoteVerdict.NO
