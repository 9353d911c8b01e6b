"""Incremental tapes of GNU tar: the state they make together, and never one that lacks a link."""

import io
import shutil
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.builder.folder import lay
from tests.backup.builder import codes, judged, practice
from tests.backup.forms import laid
from toolkit.backup.forms import tape
from toolkit.backup.forms.form import Found
from toolkit.backup.sweep.incremental import linked

DAY = 86_400 * 10**9
FULL = (
    {"./": b"Dd\0Ya.txt\0", "./d/": b"Yb.txt\0Yc.txt\0"},
    {"a.txt": b"un", "d/b.txt": b"b", "d/c.txt": b"c"},
)
# c.txt is gone, a.txt was changed, e.txt is new.
LATER = {"./": b"Dd\0Ya.txt\0", "./d/": b"Nb.txt\0Ye.txt\0"}, {"a.txt": b"deux", "d/e.txt": b"e"}
MOVED = {"./": b"Df\0Na.txt\0R./d\0T./f\0", "./f/": b"Nb.txt\0Ne.txt\0"}, dict[str, bytes]()

Tape = tuple[Mapping[str, bytes], Mapping[str, bytes]]


def written(lists: Mapping[str, bytes], files: Mapping[str, bytes], *, pax: bool = False) -> bytes:
    """Return a tape as GNU tar -g writes it: folders that list what they held, then files."""
    made = io.BytesIO()
    with tarfile.open(
        fileobj=made, mode="w", format=tarfile.PAX_FORMAT if pax else tarfile.GNU_FORMAT
    ) as held:
        for name, listed in lists.items():
            one = tarfile.TarInfo(name)
            if pax:
                one.type, one.pax_headers = tarfile.DIRTYPE, {"GNU.dumpdir": (listed + b"\0").decode()}
                held.addfile(one)
            else:
                one.type, one.size = b"D", len(listed) + 1
                held.addfile(one, io.BytesIO(listed + b"\0"))
        for name, content in files.items():
            one = tarfile.TarInfo(f"./{name}")
            one.size = len(content)
            held.addfile(one, io.BytesIO(content))
    return made.getvalue()


def chain(*tapes: Tape, pax: bool = False) -> list[Found]:
    files = {f"s{number}.tar": written(*one, pax=pax) for number, one in enumerate(tapes)}
    place = laid.place(files)
    found = [(tape.read(place.below(name), ()), number * DAY) for number, name in enumerate(files)]
    return [one for one, _ in linked([(one, at) for one, at in found if one is not None])]


def held(found: Found) -> dict[str, bytes | str]:
    (told,) = laid.points(found)
    return told


def faults(found: Found) -> Sequence[str]:
    return [str(one["code"]) for one in found.points[0].faults]


@pytest.mark.parametrize("pax", [False, True])
def test_a_state_is_what_the_tapes_make_together(*, pax: bool) -> None:
    first, second, third = chain(FULL, LATER, MOVED, pax=pax)
    assert held(first) == FULL[1]
    assert held(second) == {"a.txt": b"deux", "d/b.txt": b"b", "d/e.txt": b"e"}
    assert held(third) == {"a.txt": b"deux", "f/b.txt": b"b", "f/e.txt": b"e"}
    assert [faults(one) for one in (first, second, third)] == [[], [], []]


def test_a_new_full_tape_begins_another_chain() -> None:
    *_, last = chain(LATER, FULL)
    assert (held(last), faults(last)) == (FULL[1], [])


def test_what_an_older_tape_lacks_is_told() -> None:
    lists = {"./": b"Npatients.db\0Yagenda.ics\0"}
    (alone,) = chain((lists, {"agenda.ics": b"x"}))
    assert faults(alone) == ["fault_full_missing"]


def test_a_damaged_older_tape_is_a_fault_of_the_state() -> None:
    whole = written(*FULL)
    files = {"s0.tar": whole[: whole.index(b"./d/b.txt") + 512], "s1.tar": written(*LATER)}
    place = laid.place(files)
    found = [(tape.read(place.below(name), ()), at) for at, name in enumerate(files)]
    *_, (last, _) = linked([(one, at) for one, at in found if one is not None])
    assert "fault_not_to_end" in faults(last)


def test_tapes_that_list_nothing_are_left_as_they_are() -> None:
    place = laid.place({"a.tar": written({}, {"a.txt": b"x"})})
    found = tape.read(place.below("a.tar"), ())
    assert found is not None
    assert linked([(found, 0)]) == [(found, 0)]


@pytest.mark.skipif(shutil.which("tar") is None, reason="tar is not on this machine")
@pytest.mark.parametrize("form", ["gnu", "posix"])
def test_tapes_of_the_real_program_are_judged_together(form: str, tmp_path: Path) -> None:
    folder, where, state = tmp_path / "poste", tmp_path / "disque", tmp_path / "etat"
    where.mkdir()
    folder.mkdir()
    nodes = practice()
    lay(nodes[1:], folder)

    def packed(name: str) -> None:
        asked = ["tar", f"--format={form}", "-czf", str(where / name), "-g", str(state), "-C", str(folder)]
        asked.append(".")
        subprocess.run(asked, check=True, capture_output=True)

    packed("complet_2026-10-01.tar.gz")
    (tmp_path / "base").mkdir()
    lay(nodes[:1], tmp_path / "base")
    shutil.copytree(tmp_path / "base", folder, dirs_exist_ok=True)
    packed("ajouts_2026-10-10.tar.gz")
    verdict = judged(where)
    newest = verdict.points[0]
    assert (newest["practice_files"], newest["worth"], newest["current"]) == (len(nodes), "clean", True)
    assert [one["current"] for one in verdict.points] == [True, False]
    assert str(verdict.answers["restorable"].answer) == "yes", verdict.answers["restorable"]
    (where / "complet_2026-10-01.tar.gz").unlink()
    assert "fault_full_missing" in codes(judged(where), "restorable")


@given(st.dictionaries(st.text(max_size=6), st.binary(max_size=60), max_size=5), st.data())
def test_lists_that_lie_are_told_or_refused(lists: dict[str, bytes], data: st.DataObject) -> None:
    content = bytearray(written(*LATER))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at : at + 3] = data.draw(st.binary(max_size=5))
    place = laid.place(
        {
            "s0.tar": bytes(content),
            "s1.tar": written({name.replace("\0", "") or "x": one for name, one in lists.items()}, {}),
        }
    )
    found = [(tape.read(place.below(f"s{at}.tar"), ()), at) for at in (0, 1)]
    for one, _ in linked([(one, at) for one, at in found if one is not None]):
        laid.points(one)
