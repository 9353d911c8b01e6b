"""Databases and dumps asked for their dates: SQLite, SQL, pg_dump, Firebird, dBase, calendars, tapes."""

from tests.backup.data import laid

_NAMES = (
    ("patients.db", laid.acts()),
    ("cabinet.sql", laid.mysql()),
    ("export.sql", laid.postgres()),
    ("petit.dump", laid.made("pg_custom")),
    ("cabinet.fbk", laid.made("gbak")),
    ("actes.dbf", laid.table()),
    ("agenda.ics", laid.calendar()),
    ("cabinet.bak", laid.tape()),
    ("base.fdb", laid.unpacked("firebird3")),
    ("neuve.fdb", laid.unpacked("firebird5")),
    ("base.fbk", laid.unpacked("gbak3")),
    ("neuve.fbk", laid.unpacked("gbak5")),
)


def seeds() -> list[bytes]:
    """Return one of each."""
    return [content for _, content in _NAMES]


def read(data: bytes) -> str:
    """Return what is told of these bytes under the name of the seed that begins most like them."""
    name = max(_NAMES, key=lambda one: sum(a == b for a, b in zip(one[1][:64], data[:64], strict=False)))[0]
    found = laid.told(name, data)
    return "none" if found is None else " ".join((found.kind, str(found.how), *found.faults))
