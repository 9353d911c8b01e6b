"""What is known of a family beside its marks: names, kin, and whether a free decryptor has existed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.scan.notes.evidence import family_of_name
from toolkit.scan.notes.knowledge import Knowledge
from toolkit.scan.notes.phrases import fold, words

_MOST = 12  # values kept of each list


def facts(name: str, known: Knowledge) -> dict[str, Any]:
    """Return the dated facts of one family, as its sources state them; {} for a name that is not known.

    Keys: family, display, aliases, kin, first_seen, extensions, note_names, encryption, decryptor
    ({"state", "checked", "source", and "publisher" and "page" where there are}), sources and references.
    """
    family = known.families.get(name)
    if family is None:
        return {}
    return {
        "family": family.name,
        "display": family.display,
        "aliases": family.aliases[:_MOST],
        "kin": family.kin[:_MOST],
        "first_seen": family.first_seen,
        "extensions": family.extensions[:_MOST],
        "note_names": family.note_names[:_MOST],
        "encryption": family.encryption,
        "decryptor": dict(family.decryptor),
        "sources": [dict(source) for source in family.sources],
        "references": family.references,
    }


def with_decryptors(rows: Iterable[dict[str, Any]], known: Knowledge) -> list[dict[str, Any]]:
    """Add to rows that name a `family` what is known of a free decryptor, where something is."""
    return [
        {**row, "decryptor": dict(family.decryptor)} if family and family.decryptor else row
        for row in rows
        for family in [known.families.get(row["family"])]
    ]


def of_medium(survey: Mapping[str, Any], known: Knowledge) -> list[dict[str, Any]]:
    """Return the families of a survey, or the one its notes and its files' endings agree upon: a hypothesis.

    No note may say enough by itself, where most of them put one family first and many files bear an ending
    that only this family, or few, were seen to append.
    """
    if survey["families"]:
        return list(survey["families"])
    first: Counter[str] = Counter()
    for note in survey["notes"]:
        if note["verdict"] == "note" and note["candidates"]:
            first[note["candidates"][0]] += note["files"]
    for ending in survey["extensions"] if first else ():
        owners = known.claims.by_extension.get(ending, ()) if ending else ()
        for family, files in first.most_common(1):
            if family in owners and 2 * files >= survey["note_files"]:
                return [{"family": family, "certainty": "probable", "files": files}]
    return []


def claimants(asked: str, known: Knowledge) -> tuple[str, ...]:
    """Return the families that claim an extension, a note's name or a name of their own: candidates only."""
    bare = asked.strip()
    found = family_of_name(f"x{bare}" if bare.startswith(".") else bare, known)
    found += known.claims.by_extension.get("." + bare.casefold().lstrip("."), ())
    spoken = "".join(words(fold(bare)))
    found += known.claims.spoken.get(spoken, ()) + known.claims.worded.get(spoken, ())
    own = (spoken,) if spoken in known.families else ()
    return tuple(dict.fromkeys((*own, *found)))
