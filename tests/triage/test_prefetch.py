"""Programs that ran, from their prefetch files."""

from typing import Any

from demo.builder.prefetch import VOLUME, file_name, prefetch
from toolkit.triage import prefetch as unit

WHEN = 1_790_000_000_000_000_000
LIBRARY = VOLUME + r"\Windows\System32\ntdll.dll"


def laid(make: Any, *traces: tuple[str, int], **more: bytes) -> Any:
    files = dict(more)
    for path, last in traces:
        image, program = VOLUME + path, path.rsplit("\\", 1)[-1]
        files[f"Windows/Prefetch/{file_name(program, image)}"] = prefetch(
            program, [image, LIBRARY], 2, [last, last - 10**9]
        )
    return make(files)


def test_flagged_programs_come_first_then_the_latest(make: Any) -> None:
    machine = laid(
        make, (r"\Windows\System32\calc.exe", WHEN), (r"\Windows\explorer.exe", WHEN + 10**10),
        (r"\Windows\System32\vssadmin.exe", WHEN + 10**9), (r"\Users\Public\svc_maj.exe", WHEN),
    )  # fmt: skip
    rows = list(unit.collect(machine))
    assert [(row["program"], row["flags"]) for row in rows] == [
        ("VSSADMIN.EXE", ["attack_tool_ran"]), ("SVC_MAJ.EXE", ["in_public_folder"]),
        ("EXPLORER.EXE", []), ("CALC.EXE", []),
    ]  # fmt: skip
    assert rows[0] == {
        "program": "VSSADMIN.EXE", "path": rows[0]["path"], "image": rows[0]["image"], "runs": 2,
        "last_run_ns": WHEN + 10**9, "earlier_ns": [WHEN], "version": 30, "flags": ["attack_tool_ran"],
    }  # fmt: skip
    assert rows[0]["path"].startswith("Windows/Prefetch/VSSADMIN.EXE-")
    assert rows[0]["image"] == VOLUME + r"\WINDOWS\SYSTEM32\VSSADMIN.EXE"
    assert machine.unread == []


def test_a_damaged_trace_is_said_and_the_others_read(make: Any) -> None:
    machine = laid(make, (r"\Windows\explorer.exe", WHEN))
    files = {"Windows/Prefetch/A.EXE-1.pf": b"x" * 200, "Windows/Prefetch/Layout.ini": b"[x]"}
    broken = make({**files, "Windows/Prefetch/B.pf": prefetch("b.exe", [VOLUME + r"\b.exe"], 1, [])})
    assert len(list(unit.collect(machine))) == 1
    assert [(row["program"], row["last_run_ns"], row["earlier_ns"]) for row in unit.collect(broken)] == [
        ("B.EXE", None, [])
    ]
    assert [(one.path, one.why) for one in broken.unread] == [
        ("Windows/Prefetch/A.EXE-1.pf", "prefetch_damaged")
    ]


def test_a_windows_without_traces_gives_nothing(make: Any) -> None:
    machine = make()
    assert (list(unit.collect(machine)), machine.unread) == ([], [])
