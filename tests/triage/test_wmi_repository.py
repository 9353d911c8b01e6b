"""Instances found in a store of WMI objects."""

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder.wmi import PAGE, Instance, binding, objects
from toolkit.triage.formats import wmi_repository
from toolkit.triage.formats.wmi_repository import REFERENCE, instances, texts

WHEN = 1_790_000_000_000_000_000
PROGRAM = "CommandLineEventConsumer"
KINDS = (PROGRAM, "__EventFilter", "__FilterToConsumerBinding")
STORE = [
    Instance(
        "__EventFilter", ("root\\cimv2", "Minuit", "SELECT * FROM __InstanceModificationEvent", "WQL"), WHEN
    ),
    Instance(PROGRAM, ("Minuit", "cmd.exe /c é日.bat"), WHEN + 100),
    Instance("Autre", ("rien",), WHEN),
    binding(PROGRAM, "Minuit", "Minuit", WHEN),
]


def read(data: bytes) -> list[wmi_repository.Instance]:
    return list(instances(io.BytesIO(data), KINDS))


@pytest.mark.parametrize("old", [False, True])
def test_instances_are_found_in_both_layouts(old: bool) -> None:
    found = [one for one in read(objects(STORE, old=old)) if one.kind != REFERENCE]
    assert [(one.kind, one.texts) for one in found] == [
        (one.kind, (one.kind, *one.texts)) for one in STORE if one.kind in KINDS
    ]
    assert (found[1].made_ns, found[1].changed_ns, found[1].cut) == (WHEN + 100, WHEN + 100, False)


def test_what_lies_across_two_windows_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wmi_repository, "_WINDOW", 4096)
    data = objects([Instance(PROGRAM, (f"n{number}", "x.exe"), WHEN) for number in range(60)])
    assert [one.texts[1] for one in read(data)] == [f"n{number}" for number in range(60)]


def test_an_instance_that_goes_on_elsewhere_is_marked_cut() -> None:
    data = objects([Instance(PROGRAM, ("Long", "a" * 5000), WHEN)])
    place = data.find(struct.pack("<QQ", *[0] * 2), 600)
    whole = bytes(3000) + data[:place]  # what follows is in another page
    (found,) = read(whole.ljust(2 * PAGE, b"\0"))
    assert found.cut
    assert found.texts[:2] == (PROGRAM, "Long")


def test_a_name_in_what_is_no_instance_is_told_as_such() -> None:
    (found,) = read(b"\0" * 5000 + b'\0CommandLineEventConsumer.Name="Perdu"\0')
    assert (found.kind, found.texts) == (REFERENCE, (PROGRAM, "Perdu"))


@given(st.binary(max_size=3000))
def test_any_bytes_have_bounded_texts(data: bytes) -> None:
    assert sum(map(len, texts(data))) <= 2 * len(data)


@settings(max_examples=60)
@given(st.integers(0, PAGE - 1), st.binary(min_size=1, max_size=40))
def test_an_overwritten_store_is_read(at: int, patch: bytes) -> None:
    whole = objects(STORE)
    assert len(read(whole[:at] + patch + whole[at + len(patch) :])) <= 2 * len(STORE)


def test_a_store_full_of_marks_ends() -> None:
    mark = objects([Instance(PROGRAM, (), WHEN)])[32:160]
    assert len(read(mark * 6000)) == 5000
