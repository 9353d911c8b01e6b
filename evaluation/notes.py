"""How well notes are recognised and named: on published notes, on our French ones, and on ordinary texts."""

import csv
import re
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from evaluation.held_out import Sample, held_out, is_kin, is_same
from toolkit.records import Certainty, Note
from toolkit.scan.known import load
from toolkit.scan.notes import Knowledge, identify

HERE = Path(__file__).resolve().parents[1]
FRENCH = HERE / "tests" / "scan" / "notes"
_NUMBERED = re.compile(r"\s?\(\d{1,2}\)(?=\.|$)|\s?\[\d\](?=\.)|_\d(?=\.\w+$)")


def samples(folder: Path) -> list[Sample]:
    """Read the notes that labels.csv lists."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return [
            Sample(
                row["family"],
                _real_name(row),
                (folder / row["path"]).read_bytes(),
                "misp" not in row["repo"].lower(),
            )
            for row in csv.DictReader(file)
        ]


def _real_name(row: Mapping[str, str]) -> str:
    """Return what a note was called, "note.txt" where a collection names files after families."""
    name = _NUMBERED.sub("", row["note_filename"])
    stem = re.sub(r"[\W\d_]|_v\d+$", "", name.rpartition(".")[0].lower())
    invented = "misp" in row["repo"].lower() or stem.rstrip("v") == re.sub(r"[\W\d_]", "", row["family"])
    return "note.txt" if invented else name


def published(folder: Path, known: Knowledge) -> None:
    """Print what is found of published notes, with what was learnt from them and without."""
    found = samples(folder)
    raw = [sample for sample in found if sample.whole]
    print(f"Published notes: {len(raw)} files, {len(found) - len(raw)} extracts")
    start = time.perf_counter()
    notes = [identify(sample.name, sample.data, known) for sample in raw]
    spent = (time.perf_counter() - start) / len(raw) * 1000
    _print_recognised("files", raw, notes)
    extracts = [sample for sample in found if not sample.whole]
    _print_recognised("extracts", extracts, [identify(s.name, s.data, known) for s in extracts])
    print(f"  time: {spent:.2f} ms per note")
    several = {family for family, count in Counter(sample.family for sample in found).items() if count > 1}
    _print_named("named, in sample", raw, notes)
    held = list(held_out(found, raw, known, whole_family=False))
    _print_named("named, this note held out", raw, held)
    pairs = [(sample, note) for sample, note in zip(raw, held, strict=True) if sample.family in several]
    _print_named("  of which families with other notes", [s for s, _ in pairs], [n for _, n in pairs])
    _print_named(
        "whole family unknown", raw, list(held_out(found, raw, known, whole_family=True)), unknown=True
    )


def _print_recognised(kind: str, found: list[Sample], notes: list[Note | None]) -> None:
    verdicts = Counter("none" if note is None else str(note.verdict) for note in notes)
    total = len(found)
    shown = ", ".join(
        f"{name} {verdicts[name]} ({verdicts[name] / total:.1%})" for name in ("note", "suspect", "none")
    )
    print(f"  {kind}: {shown}")


def _print_named(title: str, found: list[Sample], notes: list[Note | None], *, unknown: bool = False) -> None:
    counts: Counter[str] = Counter()
    wrong = []
    for sample, note in zip(found, notes, strict=True):
        if note is None:
            counts["not a note"] += 1
            continue
        right = not unknown and any(is_same(name, sample.family) for name in (note.family,) if name)
        listed = not unknown and any(is_same(name, sample.family) for name in note.candidates)
        confirmed = note.certainty == Certainty.CONFIRMED
        key = "right" if right else "wrong" if note.family else "listed" if listed else "unknown"
        counts[key] += 1
        counts["kin"] += key == "wrong" and is_kin(note.family or "", sample.family)
        counts[f"{key} confirmed"] += confirmed
        first = (*filter(None, [note.family]), *note.candidates)[:5]
        counts["first five"] += not unknown and any(is_same(name, sample.family) for name in first)
        if key == "wrong" and confirmed:
            wrong.append(f"{sample.family}/{sample.name} named {note.family}")
    total = max(1, len(found))
    print(f"  {title}: right {counts['right']} of {len(found)} ({counts['right'] / total:.1%}), ", end="")
    print(
        f"confirmed {counts['right confirmed']}, among candidates {counts['listed']}, "
        f"the right one among the first five {counts['first five']}, unknown {counts['unknown']}, "
        f"wrong {counts['wrong']} (kin {counts['kin']}), WRONG CONFIRMED {counts['wrong confirmed']}"
    )
    for line in wrong:
        print(f"    {line}")


def french(known: Knowledge) -> None:
    """Print what is found of our own texts: French notes in four encodings, foreign ones, ordinary ones."""
    for folder in ("french_dev", "french_held"):
        _print_own(folder, ("utf-8", "cp1252", "cp850", "utf-16"), known)
    for folder in ("foreign_dev", "foreign_held", "ordinary", "ordinary_held"):
        _print_own(folder, ("utf-8",), known)


def _print_own(folder: str, encodings: tuple[str, ...], known: Knowledge) -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted((FRENCH / folder).iterdir())]
    verdicts: Counter[str] = Counter()
    for text in texts:
        for encoding in encodings:
            note = identify("texte.txt", text.encode(encoding, "replace"), known)
            verdicts["none" if note is None else str(note.verdict)] += 1
            verdicts["in French"] += note is not None and note.language == "fr"
    print(f"Our own texts, {folder}: {len(texts)} in {len(encodings)} encodings: {dict(verdicts)}")


def main(folder: Path) -> None:
    """Print every figure about notes."""
    known = load(HERE / "signatures").notes
    if (folder / "labels.csv").is_file():
        published(folder, known)
    else:
        print(f"Published notes: {folder} holds no labels.csv; not measured")
    french(known)
