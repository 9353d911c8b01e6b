r"""Which hive of the running Windows stands for which file of its volume.

Source of the places: Microsoft, "Registry Hives"; HKLM\SYSTEM\CurrentControlSet\Control\hivelist.
"""

import re
from collections.abc import Iterator, Mapping

from toolkit.errors import Unreadable
from toolkit.media.registry import Absent, Hive, Key, Unopened
from toolkit.media.registry.live import is_user, loaded_users, open_live
from toolkit.media.source import Source
from toolkit.records import Unread

CONFIG = "Windows/System32/config"
USER_HIVE = "NTUSER.DAT"
_PROFILE_LIST = r"Microsoft\Windows NT\CurrentVersion\ProfileList"
_PROFILES = 10_000  # entries of ProfileList read
_DRIVE = re.compile(r"(?i)^(?:%systemdrive%|([a-z]):)[\\/]+(.*)$")
_ROOTED = re.compile(r"(?i)^%systemroot%")


def is_running(source: Source, volume: str) -> bool:
    """Say whether a volume is the one that holds the Windows now running."""
    return getattr(source, "running", None) == volume


def folder(image_path: str, letter: str) -> str | None:
    r"""Return the path below its drive of a profile such as "C:\Users\Zoé"; None on another drive."""
    found = _DRIVE.match(_ROOTED.sub(rf"{letter}:\\Windows", image_path.strip('" \0')))
    if found is None or (found[1] or letter).upper() != letter.upper():
        return None
    return "/".join(part for part in re.split(r"[\\/]", found[2]) if part)


def profiles(software: Key | None, letter: str) -> dict[str, str]:
    """Return the folder below the Windows drive, or "" elsewhere, of each user SID of ProfileList."""
    listed = software.key(_PROFILE_LIST) if software else None
    found: dict[str, str] = {}
    for number, key in enumerate(listed.subkeys() if listed else ()):
        if number >= _PROFILES:
            key.hive.fail(key.path, "registry_limit")
            break
        if is_user(key.name):
            found[key.name] = folder(key.text("ProfileImagePath") or "", letter) or ""
    return found


def names(path: str, known: Mapping[str, str]) -> Iterator[str]:
    """Yield the hives of the running Windows that may stand for the file at a path."""
    above, _, name = path.rpartition("/")
    if above.casefold() == CONFIG.casefold():
        yield name.upper()
    elif name.casefold() == USER_HIVE.casefold():
        wanted = above.casefold()
        yield from (sid for sid, place in known.items() if place.casefold() == wanted)


def instead(missing: Unread, known: Mapping[str, str], failures: list[Unread]) -> Hive | Unread:
    """Open through the running Windows a hive whose file could not be read; else say why not."""
    for name in names(missing.path, known):
        try:
            return open_live(missing.volume, missing.path, name, failures, missing.why)
        except Absent:
            continue
        except Unreadable as error:
            # What the file itself said is kept where it says more than that it was not to be seen.
            if missing.why in {"hive_absent", "denied"}:
                return Unread(missing.volume, missing.path, error.why, missing.why)
    return missing


def users(failures: list[Unread], volume: str) -> tuple[str, ...]:
    """Return the SIDs whose hives are loaded now; a listing that fails is recorded."""
    try:
        return loaded_users()
    except (Unopened, OSError) as error:
        failures.append(Unread(volume, USER_HIVE, getattr(error, "why", "io_error")))
        return ()
