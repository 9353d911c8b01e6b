"""Whatever names and bytes a medium holds, a form is recognised or it is not: nothing else happens."""

import io
import zipfile
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backup.forms import laid
from toolkit.backup.forms import (
    cobian,
    copy_jobs,
    dated_folders,
    file_history,
    windows_backup,
    windows_image,
)
from toolkit.records import Entry, EntryKind

_READERS = (cobian, copy_jobs, dated_folders, file_history, windows_backup, windows_image)
_PARTS = st.sampled_from(
    [
        "Data",
        "Configuration",
        "Config1.xml",
        "Catalog1.edb",
        "MediaId",
        "Catalog",
        "GlobalCatalog",
        "2026-10-01",
        "2026-10-02",
        "Sauvegarde 01-10-2026",
        "a (2026_10_01 10_00_00 UTC).txt",
        "a (2026_19_41 10_00_00 UTC).txt",
        "a.txt",
        "Docs 2026-10-01 12;00;00 (Full)",
        "Docs 2026-10-02 12;00;00 (Incr).zip",
        "x.ffs_lock",
        "$SBV$",
        "robocopy.log",
        "Backup 2026-10-01 120000",
        "x.vhdx",
        "Backup Set 2026-10-01 120000",
        "a\udcff\x01",
        "Backup Files 2026-10-01 120000",
        "Backup files 1.zip",
        "Backup files 999999.zip",
        "Backup Files 9999-99-99",
    ]
)
_ZIP = io.BytesIO()
with zipfile.ZipFile(_ZIP, "w") as _archive:
    _archive.writestr("../a.txt", "a")
_BYTES = st.one_of(st.binary(max_size=80), st.sampled_from([_ZIP.getvalue(), b"vhdxfile", b"\xff\xfeE\0R"]))
_MEDIA = st.dictionaries(st.lists(_PARTS, min_size=1, max_size=4).map("/".join), _BYTES, max_size=12)


@settings(max_examples=150, deadline=None)
@given(files=_MEDIA)
def test_nothing_but_found_or_none(files: dict[str, bytes]) -> None:
    for form in _READERS:
        found = form.read(laid.place(files), ())
        if found is None:
            continue
        readable = replace(found, points=tuple(one for one in found.points if one.open is not None))
        for held in laid.points(readable):
            assert all(isinstance(value, bytes | str) for value in held.values())
        for path in files:
            assert isinstance(found.own(f"{laid.PLACE}/{path}"), bool)


@settings(max_examples=100, deadline=None)
@given(files=_MEDIA)
def test_no_file_that_a_transparent_backup_owns_is_left_unseen(files: dict[str, bytes]) -> None:
    place = laid.place(files)
    lying = {one.path for one in place.source.walk() if isinstance(one, Entry) and one.kind is EntryKind.FILE}
    for form in (dated_folders, file_history):
        found = form.read(place, ())
        if found is None:
            continue
        assert found.transparent
        owned = [path for path in lying if found.own(path)]
        assert len(owned) == sum(not path.startswith("?") for held in laid.points(found) for path in held)
