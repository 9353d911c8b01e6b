"""Notes identified without what was learnt from them: the only honest measure of naming a family."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from signatures.build import COMPOSITES, canonical
from signatures.kinship import kin
from toolkit.records import Note
from toolkit.scan.notes import Knowledge, identify
from toolkit.scan.notes.claims import weighed
from toolkit.scan.notes.contacts import extract
from toolkit.scan.notes.decoding import text_of
from toolkit.scan.notes.fingerprints import channel_mark, short_marks, template_marks, term_marks
from toolkit.scan.notes.knowledge import but
from toolkit.scan.notes.names import pattern_of, scheme_of


@dataclass(frozen=True, slots=True)
class Sample:
    """One published note; `name` is what it was called on the victim's disk, as far as known."""

    family: str
    name: str
    data: bytes
    whole: bool  # False: the extract of a note, without its name

    @property
    def marks(self) -> tuple[set[str], set[str], set[str]]:
        text = text_of(self.data) or ""
        channels = {channel_mark(value) for values in extract(text).values() for value in values}
        return template_marks(text), channels, short_marks(text)


def family_named(label: str) -> str:
    """Return what families.jsonl calls the family a source labels so."""
    return (COMPOSITES.get(label) or (canonical(label),))[0]


def is_same(one: str, other: str) -> bool:
    """Whether two labels are names of one family, as kinship.toml states; a successor is another family."""
    labels = {part for label in (one, other) for part in COMPOSITES.get(label, ())}
    return family_named(one) == family_named(other) or {one, other} <= labels


def is_kin(one: str, other: str) -> bool:
    """Whether one family is stated to have grown out of the other."""
    return family_named(one) in kin(family_named(other))


def held_out(
    found: list[Sample], asked: list[Sample], known: Knowledge, *, whole_family: bool
) -> Iterator[Note | None]:
    """Identify each note with what is known but for itself, or but for its whole family."""
    marks = {id(sample): sample.marks for sample in found}
    seen: tuple[dict[str, list[Sample]], ...] = ({}, {}, {})
    for sample in found:
        for kind in (0, 1, 2):
            for mark in marks[id(sample)][kind]:
                seen[kind].setdefault(mark, []).append(sample)
    terms = [" ".join(term_marks(text_of(sample.data) or "")) for sample in found]
    for sample in asked:
        templates, channels, runs = (
            _without(marks[id(sample)][kind], seen[kind], sample, whole_family=whole_family)
            for kind in (0, 1, 2)
        )
        kept = [
            (family_named(other.family), marked)
            for other, marked in zip(found, terms, strict=True)
            if other is not sample and not (whole_family and is_same(other.family, sample.family))
        ]
        learnt, texts = weighed(kept)
        less = but(known, templates=templates, channels=channels, runs=runs, terms=learnt, texts=texts)
        yield identify(
            sample.name, sample.data, _forget_names(less, sample, found, whole_family=whole_family)
        )


def _without(
    marks: Iterable[str], seen: Mapping[str, list[Sample]], left: Sample, *, whole_family: bool
) -> dict[str, tuple[str, ...]]:
    kept = {}
    for mark in marks:
        families = {
            family_named(sample.family)
            for sample in seen[mark]
            if sample is not left and not (whole_family and is_same(sample.family, left.family))
        }
        if families:
            kept[mark] = tuple(sorted(families))
    return kept


def _forget_names(known: Knowledge, left: Sample, found: list[Sample], *, whole_family: bool) -> Knowledge:
    """Forget the file name of a note unless another note of its family bears it; or all of a family."""
    low, claims = left.name.casefold(), known.claims
    others = any(s.name.casefold() == low for s in found if s is not left and s.family == left.family)
    if others and not whole_family:
        return known

    def less(claimed: Mapping[str, tuple[str, ...]], *, every: bool) -> dict[str, tuple[str, ...]]:
        return {
            value: tuple(
                name for name in names if not (every or value == low) or not is_same(name, left.family)
            )
            for value, names in claimed.items()
        }

    scheme = scheme_of(left.name)
    schemes = [
        name for name in claims.schemes.get(scheme, ()) if not (whole_family and is_same(name, left.family))
    ]
    if family_named(left.family) in schemes:
        schemes.remove(family_named(left.family))
    pattern = pattern_of(left.name)
    return but(
        known,
        by_note_name=less(claims.by_note_name, every=whole_family),
        by_extension=less(claims.by_extension, every=True) if whole_family else claims.by_extension,
        spoken=_spoken(less(claims.spoken, every=True)) if whole_family else claims.spoken,
        worded=_spoken(less(claims.worded, every=True)) if whole_family else claims.worded,
        sites=_spoken(less(claims.sites, every=True)) if whole_family else claims.sites,
        schemes={scheme: tuple(schemes)},
        note_patterns=tuple(
            row for row in claims.note_patterns
            if not is_same(row[1], left.family) or not (whole_family or row[0].pattern == pattern)
        ),
    )  # fmt: skip


def _spoken(claims: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: families for name, families in claims.items() if families}
