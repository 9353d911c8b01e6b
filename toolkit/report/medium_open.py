"""What the case knows of the medium itself, as it may leave: no path of a technician, no label."""

from typing import Any

from toolkit.custody.case import Case
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.report.extracts import pathless
from toolkit.report.masking import masked_facts

# records/<name>.json that say how the medium was opened and whether it stayed as it was.
_RECORDS = ("read_only", "unlocked", "container", "live_volumes")
_SOURCE = ("volumes", "serials", "shadow_copy", "disk")  # of records/source.json; its "place" stays


def medium(case: Case, pseudonyms: Pseudonyms, spared: frozenset[str]) -> dict[str, Any]:
    """Return the records about the medium by name, None where nothing was recorded, and "source"."""
    clear = pathless(pseudonyms)
    told = {name: case.read_json(name) for name in _RECORDS}
    source = case.read_json("source") or {}
    told["source"] = {key: source[key] for key in _SOURCE if key in source}
    return dict(masked_facts(clear(told), spared))
