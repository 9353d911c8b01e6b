"""tar and ar archives."""

import io
import tarfile

from evaluation.targets.judged import judged, prose

NAME = "sauvegarde.tar"


def tape() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number in range(3):
            member = tarfile.TarInfo(f"dossier{number}.txt")
            member.size = 6_000
            archive.addfile(member, io.BytesIO(prose(6_000)))
    return out.getvalue()


def package() -> bytes:
    def member(name: str, body: bytes) -> bytes:
        return (
            f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(body):<10}`\n".encode()
            + body
            + b"\n" * (len(body) % 2)
        )

    return b"!<arch>\n" + member("debian-binary", b"2.0\n") + member("control.txt", prose(5_001))


def seeds() -> list[bytes]:
    return [tape(), package()]


def read(data: bytes) -> str:
    return judged("paquet.deb" if data[:1] == b"!" else NAME, data)
