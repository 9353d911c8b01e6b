"""Whether an archive says what it says: its facts, its log and its exhibits agree with one another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from toolkit.custody import keys, opening, signer, sshsig
from toolkit.custody.dossier import announced, archive, bag, clock
from toolkit.custody.dossier.archive import Weight
from toolkit.custody.dossier.bag import BagFacts
from toolkit.custody.dossier.fault import Faults
from toolkit.custody.dossier.unpack import Piece
from toolkit.custody.log import Act, Break, follow, lines, utc
from toolkit.custody.opening import CaseFacts
from toolkit.records import Facts

CASE = f"{bag.PAYLOAD}{opening.FACTS}"
LOG = f"{bag.PAYLOAD}{opening.LOG}"
REPORT = f"{bag.PAYLOAD}04_RAPPORT_TECHNIQUE.html"
EXHIBITS = f"{bag.PAYLOAD}pieces/"
RESERVED = "A"  # how the number of an exhibit begins that is for the confidential annex only
LISTING = "PIECES.csv"  # how the name of a list of exhibits ends
_SMALL = 1024 * 1024  # bytes
_LISTING_LIMIT = 64 * 1024 * 1024
_NUMBER = re.compile(r"\b[A-Z]{1,3}\d{4,6}\b")
_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Outside:
    """What a ZIP says beside its files: the folder they stand in, and the time of its headers."""

    root: str
    stamp: tuple[int, int] | None


@dataclass(slots=True)
class _Told:
    """What the log tells: its first and last acts, the exhibits and reports, and how far it goes."""

    entries: int = 0
    head: str = ""
    first: Act | None = None
    last: Act | None = None
    kept: dict[str, Facts] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)  # of exhibits: one number is one exhibit
    replaced: list[Facts] = field(default_factory=list)  # keys, one after the other
    reports: set[str] = field(default_factory=set)  # SHA-256 of each that was written
    back: list[int] = field(default_factory=list)  # lines dated before the one above them


@dataclass(frozen=True, slots=True)
class Claims:
    """What an archive says of itself, as far as it could be read."""

    info: BagFacts | None = None
    entries: int = 0  # lines of the log
    who: str | None = None  # the examiner named in the case
    whose: str | None = None  # the key that signed: "technician" or "case"
    key_before: str | None = None  # fingerprint of the key the case was opened with, when another signed
    clock_went_back: tuple[int, ...] = ()  # lines of the log dated before the one above them


def check(
    held: Mapping[str, Piece],
    weights: Mapping[str, Weight],
    outside: Outside | None,
    public: bytes | None,
    faults: Faults,
) -> Claims:
    """Compare all that is said twice; `public` is the key whose signature holds. Return what is said."""
    if (declared := _small(held, "bagit.txt")) is not None and declared != bag.DECLARATION:
        faults.add("bagit_declaration")
    info = _info(held, faults)
    case = _case(held, faults)
    told = _log(held, faults)
    _exhibits(told, weights, faults)
    if info and told.last and told.last.act == "seal.opened":
        open_ones = sum(not name.startswith(RESERVED) for name in told.kept)
        root = outside.root if outside else None
        announced.check(told.last.facts, _written(weights), open_ones, info, root, faults)
    if REPORT in weights and weights[REPORT].sha256 not in told.reports:
        faults.add("report_other", name=REPORT)
    _listings(told, held, faults)
    if info:
        _bag(info, weights, told, outside, faults)
    _who(info, case, told, public, faults)
    if told.first and CASE in weights and told.first.facts.get("sha256") != weights[CASE].sha256:
        faults.add("case_other")
    if public and info and _small(held, bag.SIGNERS) != _signers(public, info.ref):
        faults.add("signers_other")
    opened = told.first.facts if told.first else {}
    return Claims(
        info=info,
        entries=told.entries,
        who=case.examiner if case and isinstance(case.examiner, str) else None,
        whose=_whose(told.replaced[-1] if told.replaced else opened),
        key_before=str(opened.get("fingerprint")) if told.replaced else None,
        clock_went_back=tuple(told.back),
    )


def _whose(facts: Facts) -> str:
    return signer.TECHNICIAN if facts.get("key") == signer.TECHNICIAN else signer.OF_CASE


def _signers(public: bytes, ref: str) -> bytes:
    return keys.allowed_signers(public, ref, sshsig.DOSSIER).encode("ascii")


def _small(held: Mapping[str, Piece], name: str) -> bytes | None:
    if name not in held or held[name].size > _SMALL:
        return None
    try:
        with held[name].open() as stream:
            return stream.read(_SMALL)
    except OSError:
        return None  # named where it was weighed


def _info(held: Mapping[str, Piece], faults: Faults) -> BagFacts | None:
    try:
        return bag.read_info(_small(held, "bag-info.txt") or b"")
    except ValueError:
        faults.add("bag_info")
        return None


def _case(held: Mapping[str, Piece], faults: Faults) -> CaseFacts | None:
    try:
        return opening.parse(_small(held, CASE) or b"")
    except ValueError:
        faults.add("case_unreadable")
        return None


def _log(held: Mapping[str, Piece], faults: Faults) -> _Told:
    """Follow the log; what a broken line says is still read, since every fault must be named."""
    told = _Told()
    if LOG not in held:
        faults.add("file_missing", name=LOG)
        return told
    try:
        with held[LOG].open() as stream:
            for each in follow(lines(stream)):
                if isinstance(each, Break):
                    faults.add(each.why, line=each.n)
                else:
                    _hear(told, each, faults)
            stream.seek(max(0, held[LOG].size - 1))
            if stream.read(1) not in {b"\n", b""}:
                faults.add("log_torn")
    except OSError:
        return told  # named where it was weighed
    if told.first is None or told.first.act != "case.opened":
        faults.add("log_start")
    if told.last is None or told.last.act != "seal.opened":
        faults.add("log_end")
    return told


def _hear(told: _Told, act: Act, faults: Faults) -> None:
    told.entries += 1
    if clock.went_back(told.last, act):
        told.back.append(act.n)
    told.head = act.digest
    told.first = told.first or act
    told.last = act
    if not _one_time(act):
        faults.add("log_time", line=act.n)
    if act.act == "exhibit.kept":
        number = str(act.facts.get("number"))
        if number in told.numbers:
            faults.add("exhibit_twice", exhibit=number)
        told.numbers.add(number)
        told.kept[f"{act.facts.get('number')}{act.facts.get('suffix')}"] = act.facts
    if act.act == signer.REPLACED:
        told.replaced.append(act.facts)
    if act.act == "report.written":
        told.reports.add(str(act.facts.get("sha256")))


def _one_time(act: Act) -> bool:
    """Tell whether the two times of a line, in UTC and with the offset of the place, are one."""
    try:
        local = datetime.fromisoformat(act.local)
        return local.tzinfo is not None and utc(local) == act.at
    except (ValueError, OverflowError):
        return False


def _written(weights: Mapping[str, Weight]) -> dict[str, str]:
    """Return the hashes of the documents and the LISEZ-MOI by name below data/."""
    return {
        name.removeprefix(bag.PAYLOAD): weight.sha256
        for name, weight in weights.items()
        if name.startswith(bag.PAYLOAD) and name not in {CASE, LOG} and not name.startswith(EXHIBITS)
    }


def _exhibits(told: _Told, weights: Mapping[str, Weight], faults: Faults) -> None:
    for name, facts in sorted(told.kept.items()):
        weight = weights.get(EXHIBITS + name)
        if name.startswith(RESERVED):
            if weight is not None:
                faults.add("exhibit_reserved", exhibit=name)
        elif weight is None:
            faults.add("exhibit_missing", exhibit=name)
        elif (weight.sha256, weight.size) != (facts.get("sha256"), facts.get("size")):
            faults.add("exhibit_changed", exhibit=name)
    reserved = {
        str(facts.get("sha256")): name
        for name, facts in told.kept.items()
        if name.startswith(RESERVED) and facts.get("size")
    }
    for stored in sorted(weights):
        elsewhere = stored.startswith(bag.PAYLOAD) and stored.removeprefix(EXHIBITS) not in told.kept
        if elsewhere and weights[stored].sha256 in reserved:
            faults.add("exhibit_reserved", exhibit=reserved[weights[stored].sha256])
        if stored.startswith(EXHIBITS) and stored.removeprefix(EXHIBITS) not in told.kept:
            faults.add("exhibit_unlisted", exhibit=stored.removeprefix(EXHIBITS))


def _listings(told: _Told, held: Mapping[str, Piece], faults: Faults) -> None:
    """Compare each line of a list of exhibits that begins with the number of one with what the log says."""
    hashes = {str(facts.get("number")): facts.get("sha256") for facts in told.kept.values()}
    for name in sorted(held):
        if not name.startswith(bag.PAYLOAD) or not name.endswith(LISTING):
            continue
        if held[name].size > _LISTING_LIMIT:
            faults.add("too_large", name=name)
            continue
        try:
            with held[name].open() as stream:
                rows = stream.read(_LISTING_LIMIT).decode("utf-8", "replace").splitlines()
        except OSError:
            continue
        for row in rows:
            number, digest = _NUMBER.match(row.removeprefix("\ufeff")), _SHA256.search(row)
            if number and digest and hashes.get(number[0]) != digest[0]:
                faults.add("listing_other", name=name, exhibit=number[0])


def _bag(
    info: BagFacts, weights: Mapping[str, Weight], told: _Told, outside: Outside | None, faults: Faults
) -> None:
    found = bag.oxum(weight.size for name, weight in weights.items() if name.startswith(bag.PAYLOAD))
    if found != info.oxum:
        faults.add("oxum", expected=info.oxum, found=found)
    if (info.entries, info.head) != (told.entries, told.head):
        faults.add("log_head", expected=info.entries, found=told.entries)
    if info.sealed_at[:10] != info.date or (told.last and told.last.local != info.sealed_at):
        faults.add("sealed_at_other")
    if outside is None:
        return
    if outside.stamp != archive.dos_time(datetime.fromisoformat(info.sealed_at)):
        faults.add("sealed_at_other")
    if not announced.is_root(outside.root, info.ref):
        faults.add("root_name", name=outside.root)


def _who(
    info: BagFacts | None, case: CaseFacts | None, told: _Told, public: bytes | None, faults: Faults
) -> None:
    """Compare the reference and the key in each place that gives them; a key replaced leads to the next."""
    opened = told.first.facts if told.first else {}
    refs = (info and info.ref, case and case.ref, opened.get("ref"))
    first = (case and case.fingerprint, opened.get("fingerprint"))
    last = (info and info.key, keys.fingerprint(public) if public else None)
    links = [(str(each.get("old")), str(each.get("new"))) for each in told.replaced]
    before = (*first, links[0][0]) if links else (*first, *last)
    pairs = [(one[1], other[0]) for one, other in pairwise(links)]
    after = (links[-1][1], *last) if links else ()
    if len({str(ref) for ref in refs if ref}) > 1:
        faults.add("ref_other")
    if any(len({str(each) for each in same if each}) > 1 for same in (before, *pairs, after)):
        faults.add("key_other")
