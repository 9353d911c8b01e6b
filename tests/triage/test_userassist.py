"""Programs started from the desktop or the menu."""

import codecs
import struct
from typing import Any

from demo.builder.hive import Key, Value, binary, filetime, key, sz
from toolkit.triage import userassist

WHEN = 1_790_000_000_000_000_000
GROUP = r"Microsoft\Windows\CurrentVersion\Explorer\UserAssist\{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}\Count"


def seven(runs: int, when: int, focus: int) -> Value:
    return binary(struct.pack("<IIII44xQ4x", 0, runs, 1, focus, filetime(when)))


def rows(make: Any, user: Any, values: dict[str, Value]) -> list[dict[str, Any]]:
    hidden = {codecs.encode(name, "rot13"): value for name, value in values.items()}
    machine = make({"Users/zoé/NTUSER.DAT": user(key(GROUP, Key(hidden)))})
    return list(userassist.collect(machine))


def test_programs_are_read_with_folders_in_words(make: Any, user: Any) -> None:
    found = rows(
        make,
        user,
        {
            r"{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\cmd.exe": seven(3, WHEN - 10**9, 1500),
            r"C:\Users\zoé\Downloads\facture.exe": seven(1, WHEN, 20),
            r"{0139D44E-6AFE-49F2-8690-3DAFCAE6FFB8}\Accessoires\x.lnk": seven(2, WHEN - 10**10, 0),
            r"{00000000-6AFE-49F2-8690-3DAFCAE6FFB8}\y.exe": seven(2, WHEN - 10**11, 0),
            "UEME_CTLSESSION": binary(bytes(1612)),
            "UEME_CTLCUACount:ctor": seven(0, WHEN, 0),
            "texte": sz("x"),
        },
    )
    assert [tuple(row.values()) for row in found] == [
        ("zoé", r"C:\Users\zoé\Downloads\facture.exe", 1, WHEN, 20, ["in_user_folder"]),
        ("zoé", r"%SystemRoot%\System32\cmd.exe", 3, WHEN - 10**9, 1500, []),
        (
            "zoé", r"%ProgramData%\Microsoft\Windows\Start Menu\Programs\Accessoires\x.lnk",
            2, WHEN - 10**10, 0, [],
        ),
        ("zoé", r"{00000000-6AFE-49F2-8690-3DAFCAE6FFB8}\y.exe", 2, WHEN - 10**11, 0, []),
    ]  # fmt: skip
    assert list(found[0]) == ["user", "image", "runs", "last_run_ns", "focus_ms", "flags"]


def test_the_layout_of_xp_starts_to_count_at_five(make: Any, user: Any) -> None:
    old = binary(struct.pack("<IIQ", 1, 8, filetime(WHEN)))
    (row,) = rows(make, user, {r"UEME_RUNPATH:E:\jeu.exe": old})
    assert (row["image"], row["runs"], row["focus_ms"], row["flags"]) == (
        r"E:\jeu.exe", 3, None, ["on_other_volume"],
    )  # fmt: skip
    assert rows(make, user, {r"UEME_RUNPATH:C:\x.exe": binary(bytes(15))}) == []
