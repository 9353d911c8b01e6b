"""The machines of one practice brought into one case, each by its own signed archive."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, SourceRefusal

if TYPE_CHECKING:
    from toolkit.custody.dossier.verify import Verification


def refuse_unfit(archives: list[Path], found: "list[Verification]") -> None:
    """Refuse archives that no common case can be made of, before there is one; see `trial.refuse_unfit`.

    Raises SourceRefusal("machine_contested") too, as `add_machine` does.
    """
    from toolkit.report import trial  # noqa: PLC0415 - start-up time

    distinct = {one.sha256: (path, one) for path, one in zip(archives, found, strict=True)}
    lines = [_machine(number, one) for number, (_, one) in enumerate(distinct.values(), start=1)]
    _refuse_many(lines)
    for number, (path, _) in enumerate(distinct.values()):
        _refuse_contested(lines[:number], lines[number], path)
    trial.refuse_unfit([path for path, _ in distinct.values()], lines)


def add_machine(
    case: Case, archive: Path, found: "Verification", *, tried: bool = False
) -> tuple[dict[str, Any], bool]:
    """Keep the archive of one machine in the case of its practice; return its line, and whether it is new.

    One that comes again with the fingerprint noted on paper is not kept again, but the log says so.

    `found` is what `verify` says of it, without a fault; `tried` that `refuse_unfit` let it pass. The archive
    is kept byte for byte as an exhibit. Raises SourceRefusal("machine_unreadable"), ("machine_is_practice"),
    ("machine_contested", source, number, ref) or ("machine_changed"), and CaseRefusal("machines_many") or
    ("machines_large"), before anything is kept.
    """
    from toolkit.report import answers, machines, releves, trial  # noqa: PLC0415 - start-up time

    known = list(machines.recorded(case))
    for number, line in enumerate(known, start=1):
        if line["sha256"] == found.sha256:
            _close_stage(case, machines.stage(number), [])
            return _anchored(case, line, found), False
    line = _machine(_free_number(case, known, str(found.sha256)), found)
    _refuse_many([*known, line])
    if not tried:
        _refuse_contested(known, line, archive)
        paths = [*(machines.path_of(case, one) for one in known), archive]
        trial.refuse_unfit(paths, [*known, line], case.facts, answers.told(case))
    line["label"] = releves.read(archive)[0].label
    with archive.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != found.sha256:
            raise SourceRefusal("machine_changed", source=str(archive))
        stream.seek(0)
        line["size"] = case.keep(line["number"], stream, ".zip").size
    _close_stage(case, machines.stage(len(known) + 1), [line])
    return line, True


def _anchored(case: Case, line: dict[str, Any], found: "Verification") -> dict[str, Any]:
    """Note that an archive of the case is the one noted on paper, where that is news."""
    from toolkit.report import machines  # noqa: PLC0415 - start-up time

    if line["anchored"] or not found.anchored:
        return line
    case.note(machines.ANCHORED, number=line["number"], sha256=line["sha256"])
    return line | {"anchored": True}


def _machine(number: int, found: "Verification") -> dict[str, Any]:
    """Return the line of a machine; its label and the size of its archive are known when it is kept."""
    from toolkit.report import machines  # noqa: PLC0415 - start-up time

    return {
        "number": machines.ident(number), "ref": found.ref, "label": found.ref, "size": found.bytes,
        "sha256": found.sha256, "key": found.signer_fingerprint, "signed_by": found.signed_by,
        "anchored": found.anchored, "sealed_at": found.sealed_at,
    }  # fmt: skip


def _free_number(case: Case, known: list[dict[str, Any]], sha256: str) -> int:
    """Return the number an archive was kept under when its line was lost to a kill, or a new one."""
    from toolkit.custody.exhibits import measure  # noqa: PLC0415 - start-up time
    from toolkit.report import machines  # noqa: PLC0415 - start-up time

    used = {line["number"] for line in known}
    number = 1
    while True:
        path = machines.path_of(case, {"number": machines.ident(number)})
        if machines.ident(number) not in used and (not path.exists() or measure(path)[1] == sha256):
            return number
        number += 1


def _refuse_many(lines: list[dict[str, Any]]) -> None:
    """Refuse what could never be sealed as one archive."""
    from toolkit.custody.dossier import archive  # noqa: PLC0415 - start-up time
    from toolkit.report import machines  # noqa: PLC0415 - start-up time

    if len(lines) > machines.MOST:
        raise CaseRefusal("machines_many", most=machines.MOST)
    if sum(int(line["size"]) for line in lines) > archive.SIZE_LIMIT:
        raise CaseRefusal("machines_large", most=archive.SIZE_LIMIT // 1_000_000_000)


def _refuse_contested(known: list[dict[str, Any]], line: dict[str, Any], path: Path) -> None:
    """Refuse an archive nobody compared with paper where another of its case may be the true one."""
    from toolkit.report import machines  # noqa: PLC0415 - start-up time

    if other := machines.contested(known, line):
        told = {"number": other["number"], "ref": line["ref"]}
        raise SourceRefusal("machine_contested", source=str(path), **told)


def _close_stage(case: Case, stage: str, lines: list[dict[str, Any]]) -> None:
    """Record lines and the end of a stage, which a kill may have left open."""
    if not case.done(stage):
        for _ in case.record(stage, lines):
            pass
