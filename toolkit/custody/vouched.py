"""What the log of a case vouches for, compared with what stands in its folder."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.custody import durable, links, opening, stages
from toolkit.custody.durable import damaged
from toolkit.records import Facts

_WRITTEN = {"record.written:": opening.RECORDS, "report.written:": opening.REPORT}
_KEPT = (opening.EXHIBITS, opening.RECORDS)
_NOT_STAGES = frozenset({"case", "seal"})
_NOT_KEPT = "backup_reading_"  # what a check of a backup has read, which stands elsewhere until its verdict


def mend(folder: Path, marks: Mapping[str, Facts]) -> dict[str, int]:
    """Finish what a kill left half done, check the rest, and return the bytes cut from each stage file.

    Raises CaseRefusal("case_damaged") when a stage, a record or an exhibit is not what the log says. Reports
    are checked when they are sealed: until then one that was changed can be written again.
    """
    for facts in _each(marks, "exhibit.kept:"):
        _check_exhibit(folder / opening.EXHIBITS / f"{facts['number']}{facts['suffix']}", facts)
    _finish(folder, marks)
    _check_written(folder, marks, "record.written:", "record_changed")
    return {
        stage: stages.settle(
            folder / opening.RECORDS / f"{stage}.jsonl",
            _last_checkpoint(marks, stage),
            closed=f"{stage}.closed" in marks,
        )
        for stage in _stages(marks)
    }


def check(folder: Path, marks: Mapping[str, Facts]) -> None:
    """Check every stage, record and report against the log, before it is sealed; exhibits are hashed there.

    Raises CaseRefusal("case_damaged", why="link", "record_changed", "report_changed", "stage_changed",
    "stage_missing" or "exhibit_changed").
    """
    links.refuse_any(folder, opening.FOLDERS)
    for facts in _each(marks, "exhibit.kept:"):
        _check_exhibit(folder / opening.EXHIBITS / f"{facts['number']}{facts['suffix']}", facts)
    _check_written(folder, marks, "record.written:", "record_changed")
    _check_written(folder, marks, "report.written:", "report_changed")
    known = _stages(marks)
    for stage in known:
        path = folder / opening.RECORDS / f"{stage}.jsonl"
        stages.check(path, _last_checkpoint(marks, stage), closed=f"{stage}.closed" in marks)
    for path in sorted((folder / opening.RECORDS).iterdir()):
        if path.suffix == ".jsonl" and path.stem not in known:
            raise damaged(folder, "record_changed", name=path.name)
        if path.suffix == ".json" and f"record.written:{path.name}" not in marks:
            raise damaged(folder, "record_changed", name=path.name)


def strays(folder: Path, marks: Mapping[str, Facts]) -> tuple[str, ...]:
    """Return the files beside exhibits and records that the log knows nothing of: none of them is sealed."""
    ours = {f"{opening.EXHIBITS}/{each['number']}{each['suffix']}" for each in _each(marks, "exhibit.kept:")}
    ours |= {f"{opening.RECORDS}/{each['name']}" for each in _each(marks, "record.written:")}
    ours |= {f"{opening.RECORDS}/{stage}.jsonl" for stage in _stages(marks)}
    with durable.writing(folder):
        there = (each for within in _KEPT for each in sorted((folder / within).iterdir()))
        return tuple(name for each in there if (name := f"{each.parent.name}/{each.name}") not in ours)


def record(folder: Path, name: str, marks: Mapping[str, Facts]) -> Any:
    """Read a JSON file of the records, or None when it was never written.

    Raises CaseRefusal("case_damaged", why="record_changed") when it is not the one the log last noted.
    """
    path = folder / opening.RECORDS / name
    noted = marks.get(f"record.written:{name}")
    with durable.writing(folder):
        links.refuse(folder, path.parent, path)
        if noted is None and not path.exists():
            return None
        content = None if noted is None else _held(path, noted)
    try:
        if content is not None:
            return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise damaged(folder, "record_changed", name=name) from error
    raise damaged(folder, "record_changed", name=name)


def archives(marks: Mapping[str, Facts]) -> frozenset[str]:
    """Return the SHA-256 of every archive of a case that its log knows."""
    known = ("seal.closed:", "archive_unlogged:")
    return frozenset(mark.partition(":")[2] for mark in marks if mark.startswith(known))


def closed(marks: Mapping[str, Facts]) -> frozenset[str]:
    """Return the SHA-256 of every archive that was closed, read back and noted."""
    return frozenset(mark.partition(":")[2] for mark in marks if mark.startswith("seal.closed:"))


def _each(marks: Mapping[str, Facts], act: str) -> Iterator[Facts]:
    return (facts for mark, facts in sorted(marks.items()) if mark.startswith(act))


def _stages(marks: Mapping[str, Facts]) -> tuple[str, ...]:
    known = sorted(mark.removesuffix(".opened") for mark in marks if mark.endswith(".opened"))
    return tuple(stage for stage in known if stage not in _NOT_STAGES and not stage.startswith(_NOT_KEPT))


def _last_checkpoint(marks: Mapping[str, Facts], stage: str) -> Facts:
    noted = (marks.get(f"{stage}.{how}", {}) for how in ("checkpoint", "interrupted", "resumed", "closed"))
    return max(noted, key=lambda facts: int(facts.get("bytes", -1)))


def _check_exhibit(path: Path, kept: Facts) -> None:
    # The size only: hashing every exhibit again is the business of sealing.
    if not path.is_file() or path.stat().st_size != kept["size"]:
        raise damaged(path.parent.parent, "exhibit_changed", exhibit=path.name)


def _check_written(folder: Path, marks: Mapping[str, Facts], act: str, why: str) -> None:
    with durable.writing(folder):
        for facts in _each(marks, act):
            if _held(folder / _WRITTEN[act] / str(facts["name"]), facts) is None:
                raise damaged(folder, why, name=facts["name"])


def _finish(folder: Path, marks: Mapping[str, Facts]) -> None:
    """Give their name to the files a kill left beside it after the log had noted them."""
    with durable.writing(folder):
        for act, within in _WRITTEN.items():
            for facts in _each(marks, act):
                path = folder / within / str(facts["name"])
                if not _is(path, facts) and _is(durable.part_of(path), facts):
                    durable.rename(durable.part_of(path), path)


def _is(path: Path, noted: Facts) -> bool:
    return _read(path, noted) is not None


def _held(path: Path, noted: Facts) -> bytes | None:
    """Return the bytes the log noted, from the file or from beside it; None when neither has them."""
    found = _read(path, noted)
    return _read(durable.part_of(path), noted) if found is None else found


def _read(path: Path, noted: Facts) -> bytes | None:
    if not links.plain(path) or not path.is_file() or path.stat().st_size != noted["size"]:
        return None
    content = path.read_bytes()
    return content if opening.weighed(content)["sha256"] == noted["sha256"] else None
