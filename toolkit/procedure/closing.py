"""What is done with a case once a machine was examined: answers, documents, the archive, its receipt."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.custody import opening, standing
from toolkit.custody.case import Case
from toolkit.errors import Refusal
from toolkit.records import Verdict, plain

if TYPE_CHECKING:
    from toolkit.custody.annex.closing import Annexed
    from toolkit.custody.dossier.seal import Sealed
    from toolkit.custody.pseudonym import Pseudonyms
    from toolkit.report.handover import Closed, Transfer
    from toolkit.report.practice import Practice

_TRANSFER = "custody.transferred"


def write_report(case: Case, language: str) -> Path:
    """Write the technical page of a machine, from the case alone."""
    from toolkit import report  # noqa: PLC0415 - start-up time

    return case.write_report(f"rapport_{language}.html", report.page(case, pseudonyms(case), language))


def write_documents(case: Case, language: str) -> list[Path]:
    """Write what people read and send, in one language: complaint file, drafts, technical page."""
    from toolkit import report  # noqa: PLC0415 - start-up time

    known = report.told(case, pseudonyms(case))
    made = {**report.complaint_files(known, language), **report.draft_files(known, language)}
    paths = [case.write_report(name, content) for name, content in made.items()]
    return paths if report.of_practice(case) else [*paths, write_report(case, language)]


def complaint_beside(case: Case, folder: Path, language: str) -> Path:
    """Write the complaint file outside the case, for whoever is not to look into it."""
    from toolkit import report  # noqa: PLC0415 - start-up time
    from toolkit.custody import documents  # noqa: PLC0415 - start-up time

    made = report.complaint_files(report.told(case, pseudonyms(case)), language)
    for name, content in made.items():
        documents.write_bytes(folder / name, content)
    return folder / next(iter(made))


def pseudonyms(case: Case) -> "Pseudonyms":
    """Return the tokens of a case; the extensions an attacker added are evidence (see `tokens_of`)."""
    from toolkit.custody.tokens import tokens_of  # noqa: PLC0415 - start-up time

    return tokens_of(case)


def close(case: Case, language: str, out: Path | None = None) -> "Sealed":
    """Write the technical page, the signed archive, read back before this returns, and its receipt."""
    from toolkit import report  # noqa: PLC0415 - start-up time
    from toolkit.custody.dossier.seal import seal  # noqa: PLC0415 - start-up time

    if not report.of_practice(case):
        write_report(case, language)
    sealed = seal(case, report.documents(case, pseudonyms(case), language), out=out)
    try:
        return replace(sealed, receipt=write_receipt(case, sealed.path, language, sealed.sha256))
    except Refusal as refusal:
        return replace(sealed, unwritten=sealed.unwritten or refusal)


def write_receipt(
    case: Case, archive: Path | None, language: str, sha256: str, transfer: "Transfer | None" = None
) -> Path | None:
    """Write the handover receipt of an archive beside it; None where the log closed no such archive.

    `archive` is None where it is not at hand: the receipt is then written in the case folder.

    A blank one is made again at will; that of a transfer has its number, and what stands there is kept.
    Raises OutputRefusal("output_failed").
    """
    from toolkit.custody import receipts  # noqa: PLC0415 - start-up time
    from toolkit.paper import pdf  # noqa: PLC0415 - start-up time
    from toolkit.report.handover import Transfer, receipt  # noqa: PLC0415 - start-up time
    from toolkit.texts import Speech  # noqa: PLC0415 - start-up time

    found = _closed(case, archive, sha256)
    if found is None:
        return None
    root, closed = found
    made = pdf.render(receipt(practice_of(case), Speech(language, fine=True), closed, transfer or Transfer()))
    number = sum(act.act == _TRANSFER for act in opening.acts(case.folder)) if transfer else 0
    return receipts.write(case, archive.parent if archive else case.folder, root, made, handover=number)


def write_receipt_again(
    case: Case, place: Path, language: str, transfer: "Transfer | None" = None, sha256: str | None = None
) -> Path | None:
    """Write the receipt of an archive again, now that more is known of it; None where it is not at hand.

    That of a transfer is needed wherever the archive is: it is then written in the case folder. `place` is
    the archive or the folder it stands in; the archive that of this hash, or the last closed.
    """
    from toolkit.custody import exhibits  # noqa: PLC0415 - start-up time

    wanted = sha256 or case.marks.get("seal.closed", {}).get("sha256")
    found = sorted(place.glob(f"DOSSIER_{case.facts.ref}*.zip")) if place.is_dir() else [place]
    for archive in found:
        if archive.is_file() and exhibits.measure(archive)[1] == wanted:
            return write_receipt(case, archive, language, str(wanted), transfer)
    return write_receipt(case, None, language, str(wanted), transfer) if transfer and wanted else None


def write_sheet(case: Case, made: "Annexed", words: int, language: str) -> Path:
    """Write the sheet on which the passphrase of an annex is copied by hand, beside it; it never holds it."""
    from toolkit.custody import documents  # noqa: PLC0415 - start-up time
    from toolkit.paper import pdf  # noqa: PLC0415 - start-up time
    from toolkit.report.annex_sheet import sheet  # noqa: PLC0415 - start-up time
    from toolkit.texts import Speech  # noqa: PLC0415 - start-up time

    path = made.path.with_name(f"FEUILLE_{made.path.stem}.pdf")
    document = sheet(case.facts.ref, Speech(language, fine=True), words, made.path.name, case.facts.opened)
    documents.write_bytes(path, pdf.render(document), overwrite=True)
    return path


def of_practice(case: Case) -> bool:
    """Tell the case of a whole practice from that of one machine."""
    from toolkit import report  # noqa: PLC0415 - start-up time

    return report.of_practice(case)


def record_backup(case: Case, source: str, verdict: Verdict) -> int:
    """Record one backup verdict in the case under the medium's name, and return its number."""
    from toolkit import report  # noqa: PLC0415 - start-up time

    number = len(report.backups(case)) + 1
    for _ in case.record(f"backup_{number}", [{"source": Path(source).name, **plain(verdict)}]):
        pass
    return number


def practice_of(case: Case) -> "Practice":
    """Return what the documents of a case are made from."""
    from toolkit.report.practice import practice  # noqa: PLC0415 - start-up time

    return practice(case, pseudonyms(case))


def record_answers(
    case: Case, given: Iterable[tuple[str, str | None]], by: str | None = None
) -> Iterator[str]:
    """Record one sitting of answers, each as it is given, and yield its key; None is « je ne sais pas ».

    A sitting without an answer leaves nothing. Raises CaseRefusal when the case cannot be written.
    """
    from toolkit.report import answers  # noqa: PLC0415 - start-up time

    coming = iter(given)
    first = next(coming, None)
    if first is None:
        return
    every = chain((first,), coming)
    lines = (answers.Answer(key, value, answers.now_ns(case), by) for key, value in every)
    for line in case.record(answers.next_stage(case), lines):
        yield line.key


def _closed(case: Case, archive: Path | None, sha256: str) -> "tuple[str, Closed] | None":
    """Return the name of an archive's folder and what its receipt says, from the two lines that closed it."""
    from toolkit.report import clock  # noqa: PLC0415 - start-up time
    from toolkit.report.handover import Closed  # noqa: PLC0415 - start-up time

    opened, found = None, None
    for act in opening.acts(case.folder):
        if act.act == standing.SEALING:
            opened = act
        if opened and act.act == "seal.closed" and act.facts.get("sha256") == sha256:
            found = opened, act.facts
    if found is None:
        return None
    opened, facts = found
    sealed_at = clock.nanoseconds(opened.local)
    if sealed_at is None:
        return None
    annex = case.marks.get("annex.closed")
    root = str(opened.facts["name"])
    return root, Closed(
        name=archive.name if archive else f"{root}.zip",
        size=int(facts["size"]),
        sha256=sha256,
        manifest_sha256=str(facts["manifest"]),
        fingerprint=str(facts["fingerprint"]),
        exhibits=int(opened.facts["exhibits"]),
        sealed_at=sealed_at,
        annex=(str(annex["name"]), str(annex["sha256"])) if annex else None,
    )
