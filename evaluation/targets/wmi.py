"""The store of WMI objects, and the subscriptions told of it."""

import io

from demo.builder.wmi import Instance, binding, objects
from toolkit.triage.formats.wmi_repository import instances
from toolkit.triage.wmi_subscriptions import KINDS, subscriptions

_WHEN = 1_790_000_000_000_000_000
_PROGRAM = "CommandLineEventConsumer"
_STORE = (
    Instance("__EventFilter", ("root\\cimv2", "Minuit", "SELECT * FROM __Event", "WQL"), _WHEN),
    Instance(_PROGRAM, ("Minuit", "cmd.exe /c é日.bat"), _WHEN),
    Instance("ActiveScriptEventConsumer", ("Agenda", "VBScript", "x = 1"), _WHEN),
    binding(_PROGRAM, "Minuit", "Minuit", _WHEN),
)


def seeds() -> list[bytes]:
    return [objects(_STORE), objects(_STORE, old=True)]


def read(data: bytes) -> str:
    list(subscriptions(list(instances(io.BytesIO(data), KINDS))))
    return "ok"
