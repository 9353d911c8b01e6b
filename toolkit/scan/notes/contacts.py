"""How to reach the author of a note, whose case it is, how much and until when: facts for the complaint.

Every expression starts where its characters start and has bounded repeats, so that none takes more than a
time proportional to the text.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from toolkit.scan.notes.checksums import is_bitcoin, is_mistyped, is_tox
from toolkit.scan.notes.given import Place, quoted

Contacts = dict[str, tuple[str, ...]]
KEYS = (
    "email", "onion", "tox", "session", "telegram", "jabber", "icq", "signal", "wickr", "btc", "xmr", "eth",
    "victim_id", "amount", "deadline", "url", "mistyped",
)  # fmt: skip
_MAIL = frozenset({"email", "jabber"})
_NO_WAYS = frozenset({"victim_id", "amount", "deadline", "url"})
# What these cannot do without: so many letters and digits that follow each other, one of these words.
_LONGEST = {"tox": 76, "session": 66, "btc": 14, "xmr": 95, "eth": 42}
_SPOKEN = {
    "onion": ("onion",),
    "telegram": ("telegram", "t.me"),
    "icq": ("icq",),
    "signal": ("signal",),
    "wickr": ("wickr",),
}
_OF_A_NUMBER = 14  # characters of the shortest number that is an address
_MOST = 40  # values kept of each kind

# No sign of these stands within a name, so that what a name has taken is never given back.
_AT = r"(?:@|[ ]@[ ]|\s?[\[({<]\s?(?:at|@|arobase)\s?[\])}>]\s?)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|point|\.)\s?[\])}]\s?)"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])[A-Za-z0-9][\w.+%-]{{0,63}}+{_AT}(?:[A-Za-z0-9-]{{1,63}}+{_DOT}){{1,6}}[A-Za-z]{{2,24}}(?![\w@])",
    re.IGNORECASE | re.ASCII,
)
# "name at post dot example": both words must be there, or half of English would be addresses.
_SPELT = re.compile(
    r"(?<![\w.+%-])([A-Za-z0-9][\w.+%-]{0,63}+)[ ](?:at|arobase)[ ](?!(?:the|a|an|this|that|my|our|your)[ ])"
    r"([A-Za-z0-9-]{1,63}+(?:[ ](?:dot|point)[ ][A-Za-z0-9-]{1,63}+){0,3}"
    r"[ ](?:dot|point)[ ][A-Za-z]{2,24})(?![\w@])",
    re.IGNORECASE | re.ASCII,
)
# What an address cannot do without, quicker to look for than the address.
_AT_HINT = re.compile(r"@|[\[({<]\s?(?:at|arobase)", re.IGNORECASE)
_DOT_HINT = re.compile(r" (?:dot|point) ", re.IGNORECASE)
_AT_LOW = re.compile(r"[\[({<]\s?(?:at|arobase)")
_ONION_HINT = re.compile("onion", re.IGNORECASE)
_AT_WRITTEN = re.compile(_AT, re.IGNORECASE)
_DOT_WRITTEN = re.compile(_DOT, re.IGNORECASE)
_ONION = re.compile(
    rf"(?<![a-z0-9])((?:[a-z2-7]{{40}})?[a-z2-7]{{16}}){_DOT}onion(?![a-z0-9])", re.IGNORECASE
)
_URL = re.compile(r"(?<!\w)https?://[^\s\"'<>\\^`{|}]{4,500}", re.IGNORECASE)
_TOX = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{76}(?![0-9A-Fa-f])")
_SESSION = re.compile(r"(?<![0-9A-Fa-f])05[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_TELEGRAM_LINK = re.compile(
    r"(?<![\w.])(?:t\.me|telegram\.me|telegram\.dog)/(?:joinchat/)?\+?[\w-]{4,64}", re.IGNORECASE | re.ASCII
)
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z]\w{3,31}(?![\w@])", re.ASCII)
_TELEGRAM_WORD = re.compile(
    r"telegr?am[^\w@\n]{0,6}(?:id|account|user|username|bot)?[^\w@\n]{1,6}([A-Za-z]\w{4,31})", re.IGNORECASE
)
_ICQ = re.compile(r"\bicq\b[^\w@]{0,10}(@?[A-Za-z0-9_]{5,32}|\d{3}-\d{3}-\d{3})", re.IGNORECASE)
_SIGNAL = re.compile(
    r"\bsignal\b[^\w+\n]{0,10}(?:(?:id|user|username|number|app)\b[^\w+\n]{1,6})?"
    r"(\+\d[\d -]{7,16}\d|[A-Za-z_]\w{2,31}\.\d{2,9})(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_WICKR = re.compile(
    r"\bwickr\b(?:[ ]?me\b)?[^\w\n]{0,6}(?:(?:id|user|username|account)\b)?[^\w\n]{1,6}"
    r"([A-Za-z]\w{3,31})(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_BTC = re.compile(
    r"(?<![0-9A-Za-z])(?:[13][1-9A-HJ-NP-Za-km-z]{24,34}|bc1[02-9ac-hj-np-z]{11,87}|BC1[02-9AC-HJ-NP-Z]{11,87})(?![0-9A-Za-z])"
)
_XMR = re.compile(
    r"(?<![0-9A-Za-z])[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?:[1-9A-HJ-NP-Za-km-z]{11})?(?![0-9A-Za-z])"
)
_ETH = re.compile(r"(?<![0-9A-Za-z])0x[0-9A-Fa-f]{40}(?![0-9A-Za-z])")
_VICTIM = re.compile(
    r"(?<![\w@.])(?:id|uid|ids|systemid|workid|guid|identifiant|num[eé]ro|r[eé]f[eé]rence|code|key|"
    r"cl[eé]|kennung|c[oó]digo|codice|ид|ключ)(?![\w@])"
    r"(?:[ \t]{1,3}(?:is|id|key|code|number|reference|personnel|client|est|unique|de d[eé]chiffrement|"
    r"du dossier|de session|d'acc[eè]s)){0,3}"
    r"(?:[ \t]{0,3}[^\w\s.]{1,8}\s{0,6}|\s{1,6})[\[({\"'<#]{0,3}\s{0,2}"
    r"([A-Za-z0-9](?:[A-Za-z0-9]|[-_|/=+](?=[A-Za-z0-9])){3,511})",
    re.IGNORECASE,
)
_MONEY = (
    r"(?:usdt?|dollars?|euros?|eur|btc|bitcoins?|xmr|monero|eth|ethereum|"
    r"ltc|zec|gbp|chf|d[oó]lares|dollari|dollar|долл\w{0,6}|rub|руб\w{0,5}|[$€£₿])"  # noqa: RUF001 - roubles
)
_FIGURE = r"(?<![\w.,])\d{1,9}(?:[ .,\u00a0\u202f]\d{1,9}){0,4}"
_AMOUNT = re.compile(
    rf"[$€£₿]\s?\d{{1,9}}(?:[ .,]\d{{1,9}}){{0,4}}\s?(?:k|m|million|usd)?\b|{_FIGURE}\s?k?\s?{_MONEY}(?!\w)",
    re.IGNORECASE,
)
_COUNT = (
    r"(?:\d{1,3}|two|three|four|five|six|seven|ten|deux|trois|quatre|cinq|sept|huit|dix|quinze|zwei|drei|vier|"
    r"f[uü]nf|sechs|sieben|zehn|dos|tres|cuatro|cinco|siete|diez|due|tre|quattro|cinque|sette|dieci|"
    r"два|двух|две|три|тр[её]х|четыре|пят[ьи]|семь|десять|une|eine[rn]?|una|un)"  # noqa: RUF001 - Russian
)
_SPAN = (
    r"(?:h|hrs?|woche|tag|stunde|hora|settimana|hours?|days?|weeks?|heures?|jours?|semaines?|stunden|tagen?|wochen|horas|d[ií]as|semanas|"
    r"ore|giorni|settimane|час\w{0,3}|сут\w{0,3}|дн\w{0,2}|ден[ьи]|недел\w{0,2})"
)
_DEADLINE = re.compile(rf"(?<![\w.,]){_COUNT}[ \u00a0-]{{0,2}}{_SPAN}(?!\w)", re.IGNORECASE)
_JABBER_HOSTS = ("jabb", "xmpp", "exploit.im", "thesecure.biz", "jabber")


def extract(text: str) -> Contacts:
    """Return the values found under each of KEYS that has any, as written, without repeats.

    `[at]` and `[dot]` are written out; Bitcoin addresses must have a right checksum; onion, Tox, Monero and
    Ethereum values whose checksum is wrong are kept and repeated under "mistyped". Mail addresses that the
    text quotes from somebody's data are left out.
    """
    found = _without(unverified(text), quoted(text, [place for place, chat in _addresses(text) if not chat]))
    wrong = tuple(value for key, values in found.items() for value in values if is_mistyped(key, value))
    return {**found, "mistyped": wrong[:_MOST]} if wrong else found


def _without(found: Contacts, others: frozenset[str]) -> Contacts:
    kept = tuple(value for value in found.get("email", ()) if value.casefold() not in others)
    return {
        key: kept if key == "email" else values for key, values in found.items() if key != "email" or kept
    }


def unverified(text: str) -> Contacts:
    """Return the same without "mistyped", whose sums are too slow to be done of every passage."""
    return _read(text, _READERS)


def ways(text: str, longest: int) -> Contacts:
    """Return only the ways to reach somebody and the wallets, without "mistyped".

    `longest` is the length of the longest number: an address that is one needs as many characters.
    """
    return _read(text, possible(text, longest))


def possible(text: str, longest: int) -> tuple[str, ...]:
    """Return the keys under which `ways` could find anything: those of which there is what each needs."""
    # Beyond ASCII a letter may stand for one of these to a pattern that knows no case.
    low = text.lower() if text.isascii() else None
    keys = (key for key in _READERS if key not in _NO_WAYS and longest >= _LONGEST.get(key, 0))
    return tuple(key for key in keys if low is None or _may_hold(key, low))


def _may_hold(key: str, low: str) -> bool:
    if key in _SPOKEN:
        return any(word in low for word in _SPOKEN[key])
    if key not in _MAIL:
        return True
    spelt = key == "email" and (" dot " in low or " point " in low)
    return spelt or "@" in low or _AT_LOW.search(low) is not None


def longest_number(found: Iterable[str]) -> int:
    """Return the length of the longest word that may be a number: one that has a figure or no end."""
    most = _LONGEST["session"]
    return max(
        (
            len(word)
            for word in found
            if len(word) >= _OF_A_NUMBER and (len(word) >= most or not word.isalpha())
        ),
        default=0,
    )


def _read(text: str, keys: Iterable[str]) -> Contacts:
    found: Contacts = {}
    for key in keys:
        kept = tuple(_first(_READERS[key](text)))
        if kept:
            found[key] = kept
    return found


def _first(values: Iterator[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value.lower() not in seen:
            seen.add(value.lower())
            yield value
        if len(seen) >= _MOST:
            return


def _whole(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    return lambda text: (match[0] for match in pattern.finditer(text))


@lru_cache(maxsize=1)  # asked for twice of each text
def _addresses(text: str) -> tuple[tuple[Place, bool], ...]:
    """Return each address with its place and whether it is a messenger's, by its host or the words before."""
    return tuple(_written(text)) if _AT_HINT.search(text) else ()


def _written(text: str) -> Iterator[tuple[Place, bool]]:
    end, chat = 0, False
    for match in _EMAIL.finditer(text):
        # The pattern knows ASCII; the letters before it belong to the address all the same: rançon@…
        first = match.start()
        while first > end and first > match.start() - 64 and text[first - 1].isalnum():
            first -= 1
        value = _DOT_WRITTEN.sub(".", _AT_WRITTEN.sub("@", text[first : match.end()], count=1))
        before = text[max(end, match.start() - 30) : match.start()].lower()
        host = value.rpartition("@")[2].lower()
        listed = chat and not before.replace("or", "").replace("ou", "").strip(" ,;/\r\n\t")
        chat = listed or "jabber" in before or "xmpp" in before or any(name in host for name in _JABBER_HOSTS)
        end = match.end()
        yield (first, end, value), chat


def _emails(text: str) -> Iterator[str]:
    yield from (value for (_, _, value), chat in _addresses(text) if not chat)
    for name, host in _SPELT.findall(text) if _DOT_HINT.search(text) else ():
        yield f"{name}@{re.sub('[ ](?:dot|point)[ ]', '.', host, flags=re.IGNORECASE)}"


def _onions(text: str) -> Iterator[str]:
    if _ONION_HINT.search(text):
        yield from (f"{match[1]}.onion" for match in _ONION.finditer(text))


def _groups(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    return lambda text: (match[1] for match in pattern.finditer(text))


def _jabber(text: str) -> Iterator[str]:
    return (value for (_, _, value), chat in _addresses(text) if chat)


def _tox(text: str) -> Iterator[str]:
    named = "tox" in text.lower()
    return (value for value in _whole(_TOX)(text) if named or is_tox(value))


def _telegram(text: str) -> Iterator[str]:
    yield from _whole(_TELEGRAM_LINK)(text)
    low = text.lower()
    if "telegram" not in low and "телеграм" not in low:
        return
    for match in _HANDLE.finditer(text):
        around = low[max(0, match.start() - 150) : match.end() + 40]
        if "telegram" in around or "телеграм" in around:
            yield match[0]
    for match in _TELEGRAM_WORD.finditer(text):
        if any(char.isdigit() or char == "_" for char in match[1]):
            yield match[1]


def _victim(text: str) -> Iterator[str]:
    for match in _VICTIM.finditer(text):
        value = match[1].rstrip("-_|/=+")
        before = text[max(0, match.start() - 12) : match.start()].lower()
        if any(char.isdigit() for char in value) and not any(
            w in before for w in ("tox", "session", "telegram")
        ):
            yield value


def _urls(text: str) -> Iterator[str]:
    return (value.rstrip(".,;:!?)]") for value in _whole(_URL)(text))


_READERS: dict[str, Callable[[str], Iterator[str]]] = {
    "email": _emails,
    "onion": _onions,
    "tox": _tox,
    "session": _whole(_SESSION),
    "telegram": _telegram,
    "jabber": _jabber,
    "icq": _groups(_ICQ),
    "signal": _groups(_SIGNAL),
    "wickr": _groups(_WICKR),
    "btc": lambda text: (value for value in _whole(_BTC)(text) if is_bitcoin(value)),
    "xmr": _whole(_XMR),
    "eth": _whole(_ETH),
    "victim_id": _victim,
    "amount": lambda text: (value.strip() for value in _whole(_AMOUNT)(text)),
    "deadline": _whole(_DEADLINE),
    "url": _urls,
}
