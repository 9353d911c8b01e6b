"""OLE2 containers: macros, packages, messages."""

from evaluation.targets.archives import SCRIPT, compound, message, module, package
from evaluation.targets.opened import opened


def seeds() -> list[bytes]:
    source = b"Sub AutoOpen()\r\n  Shell chemin\r\nEnd Sub\r\n"
    return [
        message(),
        compound({"Macros/VBA/Module1": module(source * 200), "WordDocument": bytes(5000)}),
        compound({"ObjectPool/\x01Ole10Native": package(SCRIPT), "Gros": b"MZ" + bytes(9000)}),
    ]


def read(data: bytes) -> str:
    return opened("ole2", data)
