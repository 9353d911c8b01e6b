"""Files of repositories under a foreign ending: what is random anyway is told by its name and its sum."""

import re

from toolkit.records import DamageVerdict, Seen
from toolkit.scan import extensions

# restic names its files by the SHA-256 of what they hold; Duplicati's, encrypted, are files of AES Crypt.
_RESTIC = re.compile(r"([0-9a-f]{64})\.([^./]{1,64})")
_DUPLICATI = re.compile(
    r".+-(?:\d{8}t\d{6}z\.dlist|b[0-9a-f]+\.dblock|i[0-9a-f]+\.dindex)\.zip\.aes\.([^./]{1,64})"
)  # in folded names


def is_struck(seen: Seen) -> bool:
    """Tell a file of a repository with an ending its program never writes, and other bytes than its own."""
    if seen.damage.verdict != DamageVerdict.RANDOM:
        return False
    name = seen.path.rpartition("/")[2].casefold()
    named = _RESTIC.fullmatch(name)
    return is_struck_name(seen.path) and (named is None or seen.sha256 != named[1])


def is_struck_name(path: str) -> bool:
    """Tell the name of such a file."""
    name = path.rpartition("/")[2].casefold()
    if named := _RESTIC.fullmatch(name):
        return extensions.foreign(named[2])
    locked = _DUPLICATI.fullmatch(name)
    return locked is not None and extensions.foreign(locked[1])


# A backup of a telephone that its owner locked: random names, random bytes, and an index that is no SQLite.
_PHONE = re.compile(r"(?:^|/)mobilesync/backup/[^/]+/(?:manifest\.db|(?:[0-9a-f]{2}/)?[0-9a-f]{40})\Z")


def is_of_phone(seen: Seen) -> bool:
    """Tell a file of iTunes' backup of a telephone, random under the very name its maker gives."""
    looks = seen.damage.verdict in {DamageVerdict.RANDOM, DamageVerdict.ENCRYPTED}
    return (
        looks
        and _PHONE.search(seen.path.casefold()) is not None
        and "appended_extension" not in seen.damage.reasons
    )
