"""Which addresses a note gives to write to, and which it quotes from the data it took."""

import re
from collections.abc import Iterator, Sequence

_NEAR = 240  # characters before a run of addresses that may say what they are for
_LINES = 3  # of which so many lines
_BEHIND = 60  # characters after it, on its line
_BETWEEN = 60  # characters between two addresses of one run
_TIED = 60  # characters between the word that quotes and what it quotes
# Words of reaching somebody; stems, since each is written in many forms.
_REACH = re.compile(
    r"(?<![^\W\d_])(?:(?:e-?)?mails?|courriels?|contacts?|contact[eoi]\w*|wr[io]te?|writing|reach|send|reply|"
    r"answer|message|messenger|get in touch|adress[ei]\w*|address\w*|support|suport\w*|e?mailed|"
    r"joign\w+|joindre|[ée]cri(?:re|vez|s)|r[ée]pond(?:ez|re)|envoy\w+|"
    r"schr[ei]\w*|kontakt\w*|meld\w+|adresse|nachricht\w*|escrib\w+|correos?|cont[aá]ct\w+|envi[ae]\w*|"
    r"scriv\w+|contatt\w+|invi\w+|posta|напи\w+|пиш\w+|связ\w+|свяж\w+|почт\w*|адрес\w*|обра[тщ]\w+|"  # noqa: RUF001 - Russian
    r"contactos?|jabber|telegram|tox|skype|icq|chat)(?![^\W\d_])",
    re.IGNORECASE,
)
# Words of showing what was taken, right before it.
_SHOWN = re.compile(
    r"(?<![^\W\d_])(?:extraits?|extracts?|excerpts?|[ée]chantillons?|samples?(?= of| from|\s?:)|"
    r"(?:preuves?|proofs?|exemples?|examples?)(?=\s?:)|(?:vos|votre|your|des|de la|du) (?:patient|client)\w*|"
    r"patientes?|patients|auszug|extractos?|estratt[oi])(?![^\W\d_])",
    re.IGNORECASE,
)
_APART = re.compile(r"[.!?](?=\s)|\n\s*\n")
_CUT = re.compile(r"[.!?](?=\s)")
# Words that people who lock files call themselves by, in an address.
_ATTACK = re.compile(
    r"crypt|recover|recup|restor|restaur|unlock|ransom|support|decod|(?<![a-z])(?:help|files?|data|backup|leak)"
)
# Where people have the mail of their home or of their telephone.
_HOMES = frozenset({
    "aol.com", "bbox.fr", "free.fr", "gmail.com", "gmx.fr", "googlemail.com", "hotmail.com", "hotmail.fr",
    "icloud.com", "laposte.net", "live.com", "live.fr", "msn.com", "neuf.fr", "numericable.fr", "orange.fr",
    "outlook.com", "outlook.fr", "sfr.fr", "wanadoo.fr", "yahoo.com", "yahoo.fr",
})  # fmt: skip
# Of these only subscribers of a French line have one.
SUBSCRIBERS = frozenset({
    "bbox.fr", "free.fr", "laposte.net", "neuf.fr", "numericable.fr", "orange.fr", "sfr.fr", "wanadoo.fr",
})  # fmt: skip

Place = tuple[int, int, str]  # start, end, address


def quoted(text: str, found: Sequence[Place]) -> frozenset[str]:
    """Return the addresses, in small letters, that the text quotes wherever it writes them.

    Quoted is what follows words of showing, and what stands without a word of reaching anybody: several in a
    row where people have their own mail, or one at the mail of a French line. In doubt an address is the
    author's.
    """
    given, others = set[str](), set[str]()
    last = 0
    for run in _runs(text, found):
        words = _words(text, run, last)
        last = run[-1][1]
        for _, _, address in run:
            low = address.casefold()
            (others if _is_quoted(low, words, len(run)) else given).add(low)
    return frozenset(others - given)


def attacks(address: str) -> bool:
    """Tell an address by what people who lock files call themselves: decrypt, recovery, support."""
    return _ATTACK.search(address.casefold().rpartition("@")[0]) is not None


def _is_quoted(address: str, words: str, together: int) -> bool:
    host = address.rpartition("@")[2]
    if attacks(address) or words == "reach":
        return False
    return words == "shown" or host in SUBSCRIBERS or (together > 1 and host in _HOMES)


def _runs(text: str, found: Sequence[Place]) -> Iterator[list[Place]]:
    """Yield addresses that stand together, with nothing said between them."""
    run: list[Place] = []
    for place in found:
        between = text[run[-1][1] : place[0]] if run else ""
        if run and (len(between) > _BETWEEN or _APART.search(between) or _said(between)):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _said(between: str) -> bool:
    return _REACH.search(between) is not None or _SHOWN.search(between) is not None


def _words(text: str, run: Sequence[Place], last: int) -> str:
    """Return what the words around a run say of it: "reach", "shown" or ""; an address ended at `last`."""
    start, end = run[0][0], run[-1][1]
    lines = [line for line in text[max(last, start - _NEAR) : start].split("\n") if line.strip()]
    before = "\n".join(lines[-_LINES:])
    shown = max((each.end() for each in _SHOWN.finditer(before)), default=-1)
    reach = max((each.end() for each in _REACH.finditer(before)), default=-1)
    if shown > reach and len(before) - shown <= _TIED and not _CUT.search(before, shown):
        return "shown"
    behind = text[end : end + _BEHIND].partition("\n")[0]
    return "reach" if reach >= 0 or _REACH.search(behind) else ""
