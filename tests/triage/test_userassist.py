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


def test_what_windows_writes_with_a_new_profile_was_started_by_nobody(make: Any, user: Any) -> None:
    seeds = {rf"C:\Windows\{name}.exe": seven(14 - n, WHEN, 60_000) for n, name in enumerate("abc")}
    found = rows(make, user, {**seeds, r"C:\x.exe": seven(3, WHEN + 10**9, 5)})
    assert [row["image"] for row in found if row.get("seeded")] == [
        r"C:\Windows\a.exe", r"C:\Windows\b.exe", r"C:\Windows\c.exe",
    ]  # fmt: skip
    assert not any({"runs", "last_run_ns", "focus_ms"} & row.keys() for row in found if row.get("seeded"))
    assert [(row["image"], row["runs"]) for row in found if "seeded" not in row] == [(r"C:\x.exe", 3)]


def test_two_of_one_instant_are_a_start_and_its_shortcut(make: Any, user: Any) -> None:
    found = rows(make, user, {r"C:\a.exe": seven(1, WHEN, 0), r"C:\b.exe": seven(1, WHEN, 0)})
    assert [row["runs"] for row in found] == [1, 1]


def test_a_shortcut_has_no_time_in_the_foreground(make: Any, user: Any) -> None:
    group = GROUP.replace("CEBFF5CD-ACE2-4F4F-9178-9926F41749EA", "F4E57C4B-2036-45F0-A9AB-443BCFE33D9F")
    hidden = {codecs.encode(r"C:\x.lnk", "rot13"): seven(12, WHEN, 12)}
    machine = make({"Users/zoé/NTUSER.DAT": user(key(group, Key(hidden)))})
    (row,) = userassist.collect(machine)
    assert (row["runs"], row["focus_ms"]) == (12, None)
