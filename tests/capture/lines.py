"""Lines of a scan, as the scan records them."""

from typing import Any

from toolkit.records import Damage, DamageVerdict, Note, NoteVerdict, Seen, plain


def line(
    path: str,
    number: int,
    verdict: str = "encrypted",
    *,
    note: bool = False,
    size: int = 100,
    volume: str = "1",
    **facts: Any,
) -> dict[str, Any]:
    seen = Seen(
        volume=volume, path=path, size=size, sha256=f"{number:064x}", type=None,
        damage=Damage(DamageVerdict(verdict)), note=Note(NoteVerdict.NOTE) if note else None, rules=(),
        errors=(),
    )  # fmt: skip
    return {**plain(seen), **facts}
