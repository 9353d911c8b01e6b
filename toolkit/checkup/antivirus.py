"""Whether an antivirus is on, and how old what it knows is."""

import re
from collections.abc import Iterator

from toolkit.checkup.looked import GOOD, MEND, UNKNOWN, Looked, Row, row
from toolkit.records import Facts

_OLD = 7  # days
_OTHERS = re.compile(
    r"(?i)\b(eset|bitdefender|kaspersky|norton|avast|avg|avira|mcafee|sophos|trend micro|withsecure|f-secure|"
    r"panda|g ?data|malwarebytes|sentinelone|sentinel agent|crowdstrike|harfanglab|cortex xdr|webroot)\b"
)


def judge(looked: Looked) -> Iterator[Row]:
    """Yield the state of the antivirus, of Windows or another, then what it was told to leave alone."""
    running = looked.now("protection")
    others = [one for one in running if one.get("what") == "product" and _is_other(one)]
    defender = next(
        (one for one in (*running, *looked.rows("defender")) if one.get("what") == "defender"), None
    )
    if others:
        yield from (_product(one) for one in others)
    else:
        yield _defender(looked, defender)
    told = [one for one in looked.rows("defender") if one.get("what") == "exclusion"]
    if told:
        yield row(MEND, "antivirus_exclusions", 5, count=len(told), first=str(told[0].get("excluded") or ""))


def _is_other(product: Facts) -> bool:
    return "defender" not in str(product.get("name") or "").casefold()


def _product(one: Facts) -> Row:
    told: Row = {"name": str(one.get("name") or "")}
    if one.get("on") is None:
        return row(UNKNOWN, "antivirus_product_unknown", 3, **told)
    if not one["on"]:
        return row(MEND, "antivirus_product_off", 1, **told)
    if "signatures_old" in one.get("flags", ()):
        return row(MEND, "antivirus_product_old", 2, **told)
    return row(GOOD, "antivirus_product_on", **told)


def _defender(looked: Looked, one: Facts | None) -> Row:
    found = (_OTHERS.search(str(each.get("name") or "")) for each in looked.rows("software"))
    other = next((match[0] for match in found if match), None)
    flags = one.get("flags", ()) if one is not None else ()
    off = bool({"realtime_off", "defender_not_running"}.intersection(flags))
    if other is not None and (one is None or off):
        return row(UNKNOWN, "antivirus_other", 3, name=other)
    if one is None:
        return row(UNKNOWN, "antivirus_unknown", 2)
    if off:
        return row(MEND, "antivirus_off", 1)
    at = one.get("signatures_ns")
    if not isinstance(at, int) or looked.future(at):
        return row(UNKNOWN, "antivirus_undated", 3)
    told: Row = {"at_ns": at, "days": looked.days(at)}
    return row(MEND, "antivirus_old", 2, **told) if told["days"] > _OLD else row(GOOD, "antivirus_on", **told)
