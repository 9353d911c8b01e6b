"""What the case tells of the medium itself: whether it stayed as it was, how it was opened, what holds it."""

from collections.abc import Mapping
from typing import Any

from toolkit.texts import Speech

Facts = Mapping[str, Any]

# What whoever made a container wrote in it, a name of a case or of a person, is not told.
_CONTAINER = ("format", "identifier", "segments", "unread_sectors")


def read_only(speech: Speech, proof: Facts | None) -> tuple[bool, list[str]] | None:
    """Return whether it is proven that nothing was written on the disk, and why; None where nothing is known.

    `proof` is records/read_only.json, which only a device has. A proof that is not whole is none.
    """
    if not isinstance(proof, dict):
        return None
    faults = [str(fault) for fault in proof.get("faults") or ()]
    if proof.get("proven") is True and not faults:
        return True, [
            speech.say("report.read_only_proven"),
            speech.say(
                "report.read_only_checks", regions=_count(proof, "regions"), checks=_count(proof, "checks")
            ),
            *(
                speech.say("screen.read_only_but", why=speech.say(one))
                for limit in proof.get("limits") or ()
                if speech.knows(one := f"report.read_only_{limit}")
            ),
        ]
    known = [speech.say(one) for fault in faults if speech.knows(one := f"report.read_only_{fault}")]
    return False, [speech.say("screen.read_only_not_proven", why=" ".join(known))]


def unlocked(speech: Speech, volumes: Facts | None) -> list[str]:
    """Return a sentence for each volume that BitLocker encrypts and that was opened; no key is known here."""
    if not isinstance(volumes, dict):
        return []
    return [_opened(speech, str(name), facts) for name, facts in volumes.items() if isinstance(facts, dict)]


def container(speech: Speech, about: Facts | None) -> list[tuple[str, str]]:
    """Return what the file that holds the disk states of itself, where the case recorded it."""
    if not isinstance(about, dict):
        return []
    told = [(key, str(about[key])) for key in _CONTAINER if about.get(key)]
    hashes = about.get("hashes")
    told += [("hash", f"{name} {text}") for name, text in hashes.items()] if isinstance(hashes, dict) else []
    return [(speech.say(f"report.container_{key}"), text) for key, text in told]


def _opened(speech: Speech, volume: str, facts: Facts) -> str:
    kind = f"screen.protector_{facts.get('protector')}"
    ident = str(facts.get("key_id") or "–")
    opened = speech.say(kind if speech.knows(kind) else "screen.protector_other", ident=ident)
    said = speech.say("report.unlocked", volume=volume, protector=opened)
    return f"{said} {speech.say('report.unlocked_partial')}" if facts.get("partial") is True else said


def _count(proof: Facts, key: str) -> Any:
    value = proof.get(key)
    if isinstance(value, list | tuple | dict):
        return len(value)
    return value if value is not None else "–"
