"""Files of makers who publish no format: what their two ends and their names prove, and nothing beyond."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backup.forms import laid
from toolkit.backup.forms import closed as form
from toolkit.backup.forms.form import Found, Place, State

NOISE = bytes(range(1, 256)) * 400
HEADS = {
    "a.tib": ("acronis", b"\xb4nhD"),
    "b.tib": ("acronis", b"\xce\x24\xb9\xa2"),
    "c.tibx": ("acronis", b"ARCH"),
    "d.pbd": ("easeus", b"IMGF"),
    "e.pbf": ("paragon", b"PImg"),
    "f.gho": ("ghost", b"\xfe\xef\x01"),
    "g.vma": ("proxmox", b"VMA\0"),
}
MARK = b"__79241006_2651_11D4_"
MRIMG = "1C8DC1C0F5FA2A9F-00-00.mrimg"


def found(files: dict[str, bytes], name: str, *, by_name: bool = False) -> Found | None:
    where = Place(laid.place(files).source, "", f"{laid.PLACE}/{name}")
    return form.named(where, ()) if by_name else form.read(where, ())


def missing(names: list[str], name: str) -> list[object]:
    head = MARK.rjust(64) if name.endswith("mrimg") else b"\xb4nhD"
    files = {one: (NOISE + head if name.endswith("mrimg") else head + NOISE) for one in names}
    made = found(files, name)
    assert made is not None
    return [one["name"] for one in made.faults]


@pytest.mark.parametrize("name", HEADS)
def test_first_bytes_tell_the_maker_and_a_name_alone_does_not(name: str) -> None:
    maker, head = HEADS[name]
    files = {name: head + NOISE, "c-0001.tibx": b"ARCH"}
    made = found(files, name)
    assert made is not None
    assert (made.form, made.state, made.faults, made.about["by"]) == (maker, State.OPAQUE, (), "content")
    assert found({name: NOISE}, name) is None
    assert found({name: NOISE}, name, by_name=True) is None


def test_a_mark_at_the_end_tells_whole_from_cut() -> None:
    for name, whole in {
        MRIMG: NOISE + MARK.ljust(54, b"\0"),
        "b.adi": b"BIFH\x5c\x06\0\0" + NOISE + b"BIFT".ljust(0x674, b"\1"),
        "c.dmg": NOISE + b"koly".ljust(512, b"\0"),
    }.items():
        made = found({name: whole}, name)
        assert made is not None
        assert made.faults == ()
    cut = found({"b.adi": b"BIFH\x5c\x06\0\0" + NOISE}, "b.adi")
    assert cut is not None
    assert [one["code"] for one in cut.faults] == ["fault_cut"]
    assert found({MRIMG: NOISE}, MRIMG) is None
    named = found({MRIMG: NOISE}, MRIMG, by_name=True)
    assert named is not None
    assert ([one["code"] for one in named.faults], named.about["by"]) == (["fault_cut"], "name")


def test_what_is_empty_or_zeroed_is_told_by_its_name() -> None:
    for content, code in ((b"", "fault_cut"), (bytes(70_000), "fault_zeros")):
        made = found({"a.tib": content}, "a.tib", by_name=True)
        assert made is not None
        assert (made.state, [one["code"] for one in made.faults]) == (State.BROKEN, [code])
    made = found({"a.tib": b"\xb4nhD" + NOISE + bytes(70_000)}, "a.tib")
    assert made is not None
    assert [one["code"] for one in made.faults] == ["fault_zeros"]


def test_links_of_a_chain_are_missed_by_name() -> None:
    full, one, two = (f"Cabinet_{how}_b1_s{at}_v1.tib" for how, at in (("full", 1), ("inc", 2), ("inc", 3)))
    assert missing([full, one, two], two) == []
    assert missing([full, two], two) == ["Cabinet_inc_b1_s2_v1.tib"]
    assert missing([one], one) == [full]
    diff = "Cabinet_diff_b1_s4_v1.tib"
    assert missing([full, diff], diff) == []
    assert missing(["Cabinet_full_b1_s1_v2.tib"], "Cabinet_full_b1_s1_v2.tib") == [full]
    later = MRIMG.replace("-00-00", "-03-03")
    assert missing([MRIMG, later], later) == []
    assert missing([later], later) == [MRIMG]


def test_a_pointer_without_a_slice_is_told() -> None:
    made = found({"s.tibx": b"ARCH" + NOISE}, "s.tibx")
    assert made is not None
    assert [one["name"] for one in made.faults] == ["s-0001.tibx"]
    whole = found({"s.tibx": b"ARCH" + NOISE, "s-0004.tibx": b"ARCH"}, "s.tibx")
    assert whole is not None
    assert whole.faults == ()


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("Cabinet_2026-10-09.nbk", 1_791_504_000),
        ("Cabinet 20261009_220000.nbk", 1_791_583_200),
        ("Cabinet2026-10-09T220000.vbk", 1_791_583_200),
        ("Cabinet_2026-13-09.nbk", None),
        ("Cabinet_120261009.nbk", None),
    ],
)
def test_dates_of_names(name: str, seconds: int | None) -> None:
    assert form.dated(name) == (None if seconds is None else seconds * 10**9)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3000), st.sampled_from([*HEADS, MRIMG, "x.nbk", "x.dmg", "x.ghs", "x.adi"]))
def test_any_bytes_are_read_or_left(content: bytes, name: str) -> None:
    for by_name in (False, True):
        made = found({name: HEADS.get(name, ("", b""))[1] + content}, name, by_name=by_name)
        assert made is None or isinstance(made, Found)
