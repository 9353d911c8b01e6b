"""Backups of closed formats under a foreign ending: whether the marks of their maker are still there."""

from toolkit.backup.forms import closed, veeam
from toolkit.backup.forms.form import Found, Place, State, fault
from toolkit.scan import extensions


def read(place: Place) -> Found | None:
    """Return the backup a file was by the ending it bore; None where that tells none with marks of its own.

    Without these marks its content was replaced: by an attack, or by what else gave it that ending.
    """
    stem, _, last = place.name.rpartition(".")
    ending = stem.rpartition(".")[2].lower()
    if "." not in stem or not extensions.foreign(last):
        return None
    form = "veeam" if ending in veeam.STORED else closed.marked(ending)
    if form is None:
        return None
    bears = veeam.bears_marks(place) if form == "veeam" else closed.bears_marks(place, ending)
    if bears is None:
        return None
    state, faults = (State.OPAQUE, []) if bears else (State.BROKEN, [fault("mark_missing", place)])
    about = {"by": "content" if bears else "name"}
    return Found(form, place.volume, place.path, state, (), tuple(faults), about=about)
