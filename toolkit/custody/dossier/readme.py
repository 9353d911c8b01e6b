"""The LISEZ-MOI of an archive: what it holds, how to check it without this tool, what a signature proves."""

from collections.abc import Collection

from toolkit import VERSION
from toolkit.custody import keys, sshsig
from toolkit.custody.dossier import bag
from toolkit.custody.signer import TECHNICIAN, Signer
from toolkit.custody.unfinished import named
from toolkit.texts import Speech

NAME = "00_LISEZ-MOI.txt"
ORDER = ("fr", "en")
# What the names of the documents hold, in the order they are told; those not there are not told.
CONTENTS = (
    ("complaint", "01_DOSSIER_DE_PLAINTE"),
    ("chronology", "02_CHRONOLOGIE"),
    ("listing", "03_PIECES"),
    ("report", "04_RAPPORT_TECHNIQUE"),
    ("indicators", "INDICATEURS"),
    ("notes", "NOTES/"),
    ("extracts", "RELEVES/"),
)
_OWN = 3  # files below data/ that are neither document nor exhibit: this one, case.json and the log
_CHECKS = (
    "check",
    "check_manifest",
    "check_paper",
    "check_windows",
    "check_unix",
    "check_signature",
    "check_bag",
    "check_tool",
)


def text(
    *,
    ref: str,
    root: str,
    who: str | None,
    signing: Signer,
    exhibits: int,
    names: Collection[str] = (),
    wrapped: bool = False,
    unfinished: Collection[str] = (),
    annex: tuple[int, bool] | None = None,
) -> bytes:
    """Return the file, French then English, as any Windows editor opens it: UTF-8 with its mark, CRLF.

    `names` are the documents that are there; `wrapped` says that programs are, each in a ZIP of its own;
    `unfinished` are steps of the examination not brought to their end. `annex` is how many exhibits are
    for the annex and whether one was made, None for the case of several machines.
    """
    facts = {
        "ref": ref,
        "root": root,
        "archive": f"{root}.zip",
        "fingerprint": keys.grouped(signing.fingerprint),
        "namespace": sshsig.DOSSIER,
        "version": VERSION,
        "exhibits": exhibits,
        "listed": len(names) + exhibits + _OWN + len(bag.TAGS),
        "alone": " ".join(bag.ALONE),
        "alone_quoted": ",".join(f"'{each}'" for each in bag.ALONE),
    }
    paragraphs: list[str] = []
    for language in ORDER:
        speech = Speech(language)
        told = {**facts, "who": who or speech.say("seal.who_unknown"), "steps": named(speech, unfinished)}
        held = "kept" if annex else "kept_machines"
        if annex:
            told |= {
                "annex": annex[0],
                "state": speech.say(f"handover.annex_{'made' if annex[1] else 'not_made'}"),
            }
        for code in ("title", "made", held, *(("unfinished",) if unfinished else ()), "record", "holds"):
            paragraphs += _lines(speech, code, told)
        paragraphs += [*_contents(speech, names, exhibits), ""]
        for code in _after(signing, wrapped=wrapped):
            paragraphs += _lines(speech, code, told)
    return "\r\n".join([*paragraphs, ""]).encode("utf-8-sig")


def _after(signing: Signer, *, wrapped: bool) -> tuple[str, ...]:
    """Return the paragraphs that follow the list of contents."""
    whose = "technician" if signing.whose == TECHNICIAN else "case"
    return (
        "care",
        *(("wrapped",) if wrapped else ()),
        "annex",
        *_CHECKS,
        f"proves_{whose}",
        f"proves_not_{whose}",
        *(("replaced",) if signing.before else ()),
        "anchors",
        "log_ends",
    )


def _contents(speech: Speech, names: Collection[str], exhibits: int) -> list[str]:
    there = [code for code, part in CONTENTS if any(part in name.upper() for name in names)]
    held = [*there, *(("exhibits",) if exhibits else ()), "case", "log"]
    return [f"  - {speech.say(f'seal.contents_{code}')}" for code in held]


def _lines(speech: Speech, code: str, facts: dict[str, object]) -> list[str]:
    """Return a paragraph, the command that goes with it set apart, and an empty line."""
    lines = [speech.say(f"seal.{code}", **facts)]
    if speech.knows(f"seal.{code}_command"):
        lines += ["", *("    " + each for each in speech.say(f"seal.{code}_command", **facts).split("\n"))]
    return [*lines, ""]
