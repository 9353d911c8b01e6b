"""What decides a verdict on each axis, and the one thing to do next: codes and reasons, no words."""

from collections.abc import Mapping
from typing import Any

from toolkit.records import Answer, Check, Connect, Facts, Rely, Verdict

# The question that decides a verdict.
_DECIDES = {
    Rely.ENCRYPTED: "not_encrypted",
    Rely.DAMAGED: "restorable",
    Rely.OPAQUE: "restorable",
    Rely.INCOMPLETE: "complete",
    Rely.STALE: "recent",
}
# Where several are unknown, the gravest first; the last is a limit of every medium.
_UNKNOWN = ("not_encrypted", "restorable", "complete", "recent", "clean")
_GUARD = frozenset({"read_only_not_proven", "hub_shared", "usb_unknown", "same_volumes"})
_NOTHING_BESIDE = frozenset({"completeness_unknown", "inventory_empty"})
# Baselines that cannot answer yes, where another could.
_BASELINE = frozenset(
    f"baseline_{why}"
    for why in ("superseded", "unsigned", "tampered", "on_medium", "after_attack", "signs", "empty")
)
_REPOSITORIES = frozenset({"restic", "borg", "kopia", "duplicati"})  # closed without a password
_EMPTY = frozenset({"nothing_examined", "empty_medium", "blank_medium"})


def what(verdict: Verdict, *, words: bool = False) -> str:
    """Return the code of the one thing to do next: the first that holds."""
    point = "_point" if verdict.last_clean is not None else ""
    several = point if len(verdict.points) > 1 else ""
    unknown = verdict.connect == Connect.UNKNOWN
    decides = (of_rely(verdict) or {}).get("code")
    in_order = (
        (verdict.connect == Connect.SUSPECT_DEVICE, "suspect_device"),
        (verdict.connect == Connect.INFECTED, f"infected{point}"),
        (verdict.rely == Rely.ENCRYPTED, f"encrypted{point}"),
        (any(one["code"] in _EMPTY for one in verdict.reasons), "empty"),
        (bool(locked(verdict, words=words)), "password"),
        (verdict.rely == Rely.DAMAGED, f"damaged{several}"),
        (verdict.rely == Rely.OPAQUE, "opaque"),
        (verdict.coverage.get("sample") is not None, "sample"),
        (unknown and not _GUARD.isdisjoint(_codes(verdict, "clean")), "read_only"),
        (unknown and "on_case_medium" in _codes(verdict, "clean"), "case_there"),
        (unknown, "unknown"),
        (verdict.rely == Rely.INCOMPLETE and verdict.answers["recent"].answer == Answer.NO, "stale"),
        (verdict.rely == Rely.UNKNOWN and decides in _NOTHING_BESIDE, "compare"),
        (verdict.rely == Rely.UNKNOWN and decides in _BASELINE, "baseline"),
    )
    return next((code for holds, code in in_order if holds), str(verdict.rely))


def locked(verdict: Verdict, *, words: bool) -> tuple[Facts, ...]:
    """Return the backups that no password given here opened; `words` says that there was one."""
    members = sum(int(one.get("partly", {}).get("inside_locked", 0)) for one in verdict.coverage["volumes"])
    zips = sum(one["form"] == "zip" for one in verdict.backups)
    # The list of a ZIP is never locked: only that nearly all of it is closed says so.
    closed = verdict.rely == Rely.OPAQUE and 0 < zips <= members
    return tuple(
        one
        for one in verdict.backups
        if one["state"] == "locked"
        or (one["form"] in _REPOSITORIES and one["state"] == "structure" and not words)
        or (one["form"] == "zip" and closed)
    )


def of_connect(verdict: Verdict) -> Facts | None:
    """Return the reason that decides whether to reconnect it."""
    if verdict.connect == Connect.CLEAN:
        why = verdict.answers["clean"].why
        return next((one for one in why if one["code"] == "no_sign" and not says_nothing(one)), None)
    if "clean" not in verdict.answers or not verdict.answers["clean"].why:
        return next(iter(verdict.reasons), None)
    why = verdict.answers["clean"].why
    # The case was left unread: that it stands there comes before that something was not read.
    beside = (one for one in why if verdict.connect == Connect.UNKNOWN and one["code"] == "on_case_medium")
    return next(beside, why[0])


def of_rely(verdict: Verdict) -> Facts | None:
    """Return the reason that decides whether to rely on it; None where nothing speaks against it."""
    question = _DECIDES.get(verdict.rely)
    if verdict.rely == Rely.UNKNOWN:
        unknown = (one for one in _UNKNOWN if verdict.answers[one].answer == Answer.UNKNOWN)
        question = next(unknown, None)
        if question is None and verdict.connect == Connect.INFECTED:
            return {"code": "rely_signs"}
    if question is None or not (why := verdict.answers[question].why):
        return None
    if verdict.rely == Rely.OPAQUE:
        return next((one for one in why if one["code"] in {"fault_locked", "opaque_mostly"}), why[0])
    return why[0]


def says_nothing(reason: Facts) -> bool:
    """Tell that no sign was found where nothing could be searched."""
    return reason["code"] == "no_sign" and int(reason.get("not_seen", 0)) >= int(reason.get("files", 0))


def _codes(verdict: Verdict, question: str) -> set[str]:
    return {str(one["code"]) for one in verdict.answers[question].why}


def of_record(line: Mapping[str, Any]) -> Verdict:
    """Return the verdict that a case recorded; raises ValueError or KeyError where it is none."""
    answers = {
        str(name): Check(str(one["question"]), Answer(one["answer"]), tuple(one["why"]))
        for name, one in line["answers"].items()
    }
    return Verdict(
        Connect(line["connect"]), Rely(line["rely"]), answers, line["newest_data"], line["coverage"],
        tuple(line["reasons"]), tuple(line["backups"]), tuple(line["points"]), line["last_clean"],
    )  # fmt: skip
