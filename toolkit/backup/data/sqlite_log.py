"""The log beside a SQLite database: what was written last may stand in there only.

Source: sqlite.org/fileformat2.html, 3 rollback journal and 4 write-ahead log.
"""

from dataclasses import replace

from toolkit.backup.data.dated import Dated
from toolkit.backup.forms.form import Place


def with_log(dated: Dated, place: Place) -> Dated:
    """Return what a SQLite database says of itself, told apart from what its log beside it would mend."""
    logs = (place.beside(f"{place.name}{ending}").entry() for ending in ("-wal", "-journal"))
    logged, undone = (log is not None and log.size > 0 for log in logs)
    remarks = dated.remarks
    if logged and "database_no_wal" in remarks:
        remarks = (*(one for one in remarks if one != "database_no_wal"), "database_wal")
    # Pages that do not agree may be those its log holds anew.
    faults = tuple(one for one in dated.faults if one != "database_damaged" or not (logged or undone))
    return replace(dated, remarks=remarks, faults=faults)
