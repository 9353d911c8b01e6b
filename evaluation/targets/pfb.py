"""Type 1 fonts in segments, their programs encrypted as the format has it."""

from evaluation.targets.judged import judged, little, noise

NAME = "police.pfb"


def encrypted(plain: bytes, key: int = 55665) -> bytes:
    out = bytearray()
    for byte in bytes(4) + plain:
        out.append(byte ^ key >> 8)
        key = ((out[-1] + key) * 52845 + 22719) & 0xFFFF
    return bytes(out)


def seeds() -> list[bytes]:
    programs = b"".join(b"/g%d 120 RD %s ND\n" % (n, noise(120, n)) for n in range(80))
    private = b"dup /Private 8 dict dup begin\n2 index /CharStrings 80 dict dup begin\n" + programs + b"end\n"
    parts = ((1, b"%!PS-AdobeFont-1.0: Essai\ncurrentfile eexec\n"), (2, encrypted(private)), (1, b"0" * 512))
    return [b"".join(bytes([0x80, kind]) + little(len(body)) + body for kind, body in parts) + b"\x80\x03"]


def read(data: bytes) -> str:
    return judged(NAME, data)
