"""Programs and scripts run on an event through WMI."""

from typing import Any

import pytest

from demo.builder.wmi import Instance, binding, objects
from toolkit.triage import wmi_subscriptions
from toolkit.triage.wmi_subscriptions import WHERE

WHEN = 1_790_000_000_000_000_000
PROGRAM, SCRIPT, EVENT = "CommandLineEventConsumer", "ActiveScriptEventConsumer", "NTEventLogEventConsumer"
QUERY = "SELECT * FROM __InstanceModificationEvent WITHIN 60 WHERE TargetInstance ISA 'Win32_LocalTime'"
SYSTEM = [
    Instance(
        "__EventFilter", ("root\\cimv2", "SCM Event Log Filter", "select * from MSFT_SCMEventLogEvent"), WHEN
    ),
    Instance(EVENT, ("SCM Event Log Consumer", "Service Control Manager"), WHEN),
    binding(EVENT, "SCM Event Log Consumer", "SCM Event Log Filter", WHEN),
]
PLANTED = [
    Instance("__EventFilter", ("Minuit", QUERY, "WQL", "root\\cimv2"), WHEN),
    Instance(PROGRAM, ("Minuit", r"cmd.exe /c C:\Users\Public\svc.bat"), WHEN + 100),
    binding(PROGRAM, "Minuit", "Minuit", WHEN),
]


def rows(make: Any, store: list[Instance], path: str = WHERE[0]) -> list[dict[str, Any]]:
    return list(wmi_subscriptions.collect(make({path: objects(store, old=path == WHERE[1])})))


@pytest.mark.parametrize("path", WHERE)
def test_what_was_planted_comes_first_with_what_sets_it_off(make: Any, path: str) -> None:
    planted, own = rows(make, [*SYSTEM, *PLANTED], path)
    assert planted == {
        "what": "consumer", "name": "Minuit", "kind": "runs_program", "standard": False,
        "command": r"cmd.exe /c C:\Users\Public\svc.bat", "engine": None, "filter": "Minuit", "query": QUERY,
        "made_ns": WHEN + 100, "changed_ns": WHEN + 100, "cut": None, "path": path,
        "flags": ["runs_on_event", "in_public_folder", "through_shell"],
    }  # fmt: skip
    assert (own["name"], own["standard"], own["flags"]) == ("SCM Event Log Consumer", True, [])


def test_a_script_is_told_with_its_engine(make: Any) -> None:
    store = [
        Instance(SCRIPT, ("Agenda", "VBScript", 'CreateObject("x").Run "y"'), WHEN),
        binding(SCRIPT, "Agenda", "F", WHEN),
    ]
    (row,) = rows(make, store)
    assert (row["kind"], row["engine"], row["command"]) == (
        "runs_script",
        "VBScript",
        'CreateObject("x").Run "y"',
    )
    assert (row["filter"], row["query"], row["flags"]) == ("F", None, ["runs_on_event"])


def test_a_consumer_only_named_and_a_filter_alone_are_told(make: Any) -> None:
    store = [binding(PROGRAM, "Perdu", "Oublié", WHEN), Instance("__EventFilter", ("Seul", QUERY), WHEN)]
    named, lone = rows(make, store)
    assert (named["name"], named["flags"], named["filter"]) == ("Perdu", ["only_named"], "Oublié")
    assert (lone["what"], lone["name"], lone["query"]) == ("event_filter", "Seul", QUERY)


def test_the_name_of_windows_own_does_not_hide_a_program(make: Any) -> None:
    store = [
        Instance(PROGRAM, ("BVTConsumer", "evil.exe"), WHEN),
        binding(PROGRAM, "BVTConsumer", "BVTFilter", WHEN),
    ]
    (row,) = rows(make, store)
    assert (row["standard"], row["flags"]) == (False, ["runs_on_event"])


def test_without_a_store_nothing_is_told(make: Any) -> None:
    machine = make({"a": b""})
    assert list(wmi_subscriptions.collect(machine)) == []
    assert machine.unread == []
