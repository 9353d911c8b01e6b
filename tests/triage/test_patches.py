"""Updates of Windows."""

from typing import Any

from demo.builder.hive import Key, dword, filetime, key, merge, sz
from toolkit.triage import patches

WHEN = 1_790_000_000_000_000_000
DAY = 86_400 * 10**9
PACKAGES = r"Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages"


def package(name: str, when: int, state: int = 112, **more: Any) -> Key:
    units = filetime(when)
    values = {
        "CurrentState": dword(state),
        "InstallTimeHigh": dword(units >> 32),
        "InstallTimeLow": dword(units),
    }
    return key(rf"{PACKAGES}\{name}", Key({**values, "InstallClient": sz("UpdateAgentLCU"), **more}))


def test_updates_are_told_the_last_first_and_their_parts_are_not(make: Any) -> None:
    old = WHEN - 400 * DAY
    machine = make(
        SOFTWARE=merge(
            package("Package_for_KB5000001~31bf3856ad364e35~amd64~~19041.1.1.0", WHEN - 2 * DAY),
            package("Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.3803.1.9", old, 80,
                    InstallLocation=sz(r"C:\x\Windows10.0-KB5033372-x64.cab")),
            package("Package_12_for_KB5000001~31bf3856ad364e35~amd64~~19041.1.1.0", WHEN),
            package("Microsoft-Windows-Client~31bf3856ad364e35~amd64~fr-FR~10.0.19041.1", WHEN),
        )
    )  # fmt: skip
    assert list(patches.collect(machine)) == [
        {"patch": "KB5000001", "package": None, "version": "19041.1.1.0", "state": "in_place",
         "installed_ns": WHEN - 2 * DAY, "by": "UpdateAgentLCU", "flags": []},
        {"patch": "KB5033372", "package": "RollupFix", "version": "19041.3803.1.9", "state": "superseded",
         "installed_ns": old, "by": "UpdateAgentLCU", "flags": []},
    ]  # fmt: skip


def test_only_the_newest_update_is_told_to_be_old(make: Any) -> None:
    names = [f"Package_for_KB500000{n}~31bf3856ad364e35~amd64~~19041.1.1.{n}" for n in (1, 2)]
    machine = make(SOFTWARE=merge(package(names[0], WHEN - 300 * DAY), package(names[1], WHEN - 400 * DAY)))
    assert [row["flags"] for row in patches.collect(machine)] == [["patches_old"], []]


def test_windows_xp_keeps_them_elsewhere(make: Any) -> None:
    place = r"Microsoft\Windows NT\CurrentVersion\HotFix"
    made = merge(
        key(rf"{place}\KB890859", Key({"Installed": dword(1)}, written=WHEN)), key(rf"{place}\Q147222", Key())
    )
    (row,) = patches.collect(make(SOFTWARE=made))
    assert (row["patch"], row["state"], row["installed_ns"]) == ("KB890859", "in_place", WHEN)


def test_values_of_another_type_are_unknown(make: Any) -> None:
    values = {"CurrentState": sz("x"), "InstallTimeHigh": sz("y"), "InstallTimeLow": dword(3)}
    name = "Package_for_KB5000001~31bf3856ad364e35~amd64~~1.1"
    (row,) = patches.collect(make(SOFTWARE=key(rf"{PACKAGES}\{name}", Key(values))))
    assert (row["state"], row["installed_ns"]) == (None, None)
