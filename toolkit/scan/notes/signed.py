"""Names of families in the addresses that their authors made: onion hosts and mail addresses."""

import re
from collections.abc import Iterator

from toolkit.scan.notes.claims import Claims
from toolkit.scan.notes.names import PLAIN

Claim = tuple[tuple[str, ...], float]

_LONGEST = 20  # letters of a name
# Share by letters: four and five are met by chance, six are made.
_CHANCE = (0.0, 0.0, 0.0, 0.0, 0.2, 0.5)
_NAME = 5  # letters
_BESIDE_WORDS = """
support team help decrypt decryptor decryption recovery ransom ransomware locker restore service group unlock
contact chat admin files data return backup mail official supp dec
"""
_BESIDE = "|".join(sorted(_BESIDE_WORDS.split(), key=len, reverse=True))
# Words that any extorter makes an address of: a name that is a chain of them may be anybody's.
_TRADE_WORDS = """
key keys holder keeper maker master code pass password safe save saver pay payment money want lost lock
unlocker cipher coin coins btc bitcoin hack hacked hacker hackers secret secure leak leaks free quick fast
best repair fix fixer mail message doctor expert buy price deal disk pack zip stop out off
"""
_TRADE = {word for word in {*PLAIN, *_BESIDE_WORDS.split(), *_TRADE_WORDS.split()} if len(word) > 1}
_ANYBODYS = re.compile(f"(?:{'|'.join(sorted(_TRADE, key=len, reverse=True))})+")
_AROUND = re.compile(rf"(?:(?:{_BESIDE})[._-]?)?(.+?)(?:[._-]?(?:{_BESIDE}))*[._-]?\d{{0,4}}")


def host_names(host: str, claims: Claims) -> Iterator[Claim]:
    """Yield the families whose name begins an onion host, the longest name alone, and its share.

    A host of the third version is 56 characters of 32: that six of them are a given word by chance is one
    in a thousand million, so that who has such a host has looked for it.
    """
    low = host.lower()
    for length in range(min(_LONGEST, len(low)), 3, -1):
        for names, part in ((claims.spoken, 1.0), (claims.worded, 0.8)):
            families = names.get(low[:length], ())
            if len(families) == 1:
                yield families, part * _CHANCE[length] if length < len(_CHANCE) else part
                return


def mail_names(address: str, claims: Claims) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """Yield the families whose name a mail address is made of ("signed"), or begins with ("prefix")."""
    local = address.lower().partition("@")[0][:64]
    made = _AROUND.fullmatch(local)
    for name in {local, re.sub(r"[._-]", "", made[1]) if made else local}:
        for names, part in ((claims.spoken, 1.0), (claims.worded, 0.5)):
            families = names.get(name, ())
            if len(families) == 1 and len(name) >= _NAME:
                yield "signed", families, min(part, 0.5) if _ANYBODYS.fullmatch(name) else part
    for length in range(min(_LONGEST, len(local)), _NAME - 1, -1):
        families = claims.spoken.get(local[:length], ())
        if len(families) == 1 and not _ANYBODYS.fullmatch(local[:length]):
            yield "prefix", families, 1.0
            return
