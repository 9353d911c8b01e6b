"""The source of a case: what is said of it, what finds it again, and whether it is still the same."""

from pathlib import Path
from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.media_names import neutral
from toolkit.errors import CaseRefusal, SourceRefusal
from toolkit.media.drives import described
from toolkit.media.identity import identity
from toolkit.media.live import LiveSource
from toolkit.media.source import Source
from toolkit.records import plain

LIVE = "live:"  # this machine, where a place is written: "live:C,D", or "live:" for every local volume


def about(opened: Source, where: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is said of a source in the case, and what finds it again."""
    if isinstance(opened, LiveSource):
        serials = {way["volume"]: way.get("serial") for way in opened.ways() if way["way"] != "none"}
        place = {"place": LIVE + ",".join(opened.included), "serials": serials, **_one_disk(opened)}
        return {"label": opened.label, "kind": opened.kind, "size": opened.size}, place
    # Only the name leaves in the archive: the way to it is the technician's own business.
    whole = _whole(where)
    # It may be a patient's as well: case.json and the log are sealed as they are.
    name = neutral(Path(whole).name or where, opened.kind)
    about = {"label": name, "kind": opened.kind, "size": opened.size}
    copy = getattr(opened, "shadow_copy", "")
    if copy:  # the label says which copy, and when it was made
        about["label"] = name + opened.label.removeprefix(where)
    disk = described(whole)
    place = {"place": whole, **({"shadow_copy": copy} if copy else {}), **({"disk": disk} if disk else {})}
    return about, {**place, **identity(opened)}


def _one_disk(opened: LiveSource) -> dict[str, Any]:
    """Return what is known of the disk of a running machine that holds one; {} for several, or none told."""
    numbers = tuple(opened.suspect_disks)
    disk = described(rf"\\.\PhysicalDrive{numbers[0]}") if len(numbers) == 1 else {}
    return {"disk": disk} if disk else {}


def _whole(where: str) -> str:
    """Return the whole path of a source; a device of Windows has none beside its name."""
    try:
        return str(Path(where).resolve())
    except (OSError, RuntimeError):
        return where


def same_source(current: Case, opened: Source, about: dict[str, Any], place: dict[str, Any]) -> None:
    """Refuse another disk than that of the case; where the same was written on, note it and warn of it."""
    recorded = current.read_json("source")
    known = _lasting(place if recorded is None else recorded)
    if (
        _named(current, recorded) != _named_now(about, recorded)
        or known != _lasting(place)
        or _swapped(recorded or {}, place)
    ):
        raise CaseRefusal("case_other_source", recorded=str(current.facts.source.get("label")))
    if recorded is None:
        current.write_json("source", place)
    elif recorded.get("edges") != place.get("edges"):
        current.note("source.changed")
        opened.warnings = (*opened.warnings, "source_changed")


def _named(current: Case, recorded: Any) -> dict[str, Any]:
    return _named_now(dict(current.facts.source), recorded)


def _named_now(about: dict[str, Any], recorded: Any) -> dict[str, Any]:
    """Return what a source is said to be; its label says nothing where its place is known."""
    return {key: value for key, value in about.items() if key != "label" or recorded is None}


def _lasting(place: dict[str, Any]) -> dict[str, Any]:
    """Return what of a place stays: not what writing changes, nor what another adapter tells otherwise."""
    return {key: value for key, value in place.items() if key not in {"edges", "disk"}}


def _swapped(recorded: dict[str, Any], place: dict[str, Any]) -> bool:
    """Tell whether two disks are known by their serial numbers to be two, behind the same adapter."""
    before, now = recorded.get("disk") or {}, place.get("disk") or {}
    both = {"model", "serial", "bus"} <= before.keys() & now.keys()
    same_way = all(before[key] == now[key] for key in ("model", "bus")) if both else False
    return same_way and before["serial"] != now["serial"]


def same_keys(current: Case, opened: Source) -> None:
    """Refuse to go on with fewer volumes unlocked than the case was opened with, or with more."""
    before, now = current.read_json("unlocked") or {}, unlocked(opened)
    if before.keys() - now.keys():
        raise SourceRefusal("bitlocker_key_again", source=opened.label)
    if now.keys() - before.keys():
        raise CaseRefusal("case_unlocked_since", folder=str(current.folder))


def unlocked(opened: Source) -> Any:
    """Return how each volume that BitLocker encrypts was opened, as the case records it; {} for none."""
    return plain(getattr(opened, "unlocked", {}))


def recorded_source(folder: Path) -> str:
    """Return the source a case was opened on."""
    recorded = Case.read(folder).read_json("source")
    if not recorded:
        raise SourceRefusal("source_not_recorded")
    return str(recorded["place"])
