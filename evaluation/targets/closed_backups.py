"""Images and chains of makers whose files are not opened here, and one that is read block by block."""

from tests.backup.forms import laid, test_closed, test_macrium, test_veeam
from toolkit.backup.forms import closed, macrium, veeam
from toolkit.backup.forms.form import Place, Reader

_MADE: tuple[tuple[Reader, str, bytes], ...] = (
    (macrium.read, test_macrium.NAME, test_macrium.image()),
    (veeam.read, test_veeam.FULL, test_veeam.storage()),
    (veeam.read, test_veeam.LIST, test_veeam.listed(test_veeam.FULL, test_veeam.STEP)),
    (closed.read, test_closed.MRIMG, test_closed.NOISE + test_closed.MARK.ljust(54, b"\0")),
)


def seeds() -> list[bytes]:
    """Return one whole file of each."""
    return [content for _, _, content in _MADE]


def read(data: bytes) -> str:
    """Return what is told of these bytes as the file of the nearest size."""
    reader, name, _ = min(_MADE, key=lambda one: abs(len(one[2]) - len(data)))
    made = reader(Place(laid.place({name: data}).source, "", f"{laid.PLACE}/{name}"), ())
    return "none" if made is None else " ".join([made.state, *(str(one["code"]) for one in made.faults)])
