"""A time-stamping authority of stock openssl; `python -m tests.custody.timestamps.stock` remakes fixture/."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from toolkit.custody.timestamps import request

FIXTURE = Path(__file__).parent / "fixture"
CONTENT = b"What was sealed.\n" * 20
_LIFE = "36500"  # days: the fixture must outlive its readers
_CONFIG = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[leaf]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping
[tsa]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.5
digests = sha256,sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *arguments: str) -> str:
    run = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=True, text=True)
    return run.stdout + run.stderr


def made(folder: Path, kind: str = "EC") -> None:
    """Make root, intermediate and stamping key in a folder: ca.pem, sub.pem, tsa.pem, tsa.key."""
    (folder / "tsa.cnf").write_text(_CONFIG, encoding="ascii")
    (folder / "serial").write_text("01\n", encoding="ascii")
    form = ["-pkeyopt", "ec_paramgen_curve:P-256"] if kind == "EC" else ["-pkeyopt", "rsa_keygen_bits:2048"]
    for name in ("ca", "sub", "tsa"):
        openssl(folder, "genpkey", "-algorithm", kind, *form, "-out", f"{name}.key")
    signed = ["-x509", "-key", "ca.key", "-days", _LIFE, "-config", "tsa.cnf"]
    openssl(folder, "req", *signed, "-subj", "/CN=Root", "-extensions", "ca", "-out", "ca.pem")
    for name, by, extensions in (("sub", "ca", "ca"), ("tsa", "sub", "leaf")):
        subject = ["-key", f"{name}.key", "-subj", f"/CN={name}", "-config", "tsa.cnf", "-out", f"{name}.csr"]
        openssl(folder, "req", "-new", *subject)
        issuer = ["-CA", f"{by}.pem", "-CAkey", f"{by}.key", "-CAcreateserial", "-days", _LIFE]
        wanted = ["-extfile", "tsa.cnf", "-extensions", extensions, "-out", f"{name}.pem"]
        openssl(folder, "x509", "-req", "-in", f"{name}.csr", *issuer, *wanted)


def answered(folder: Path, question: Path, answer: Path) -> None:
    """Answer a question with the authority of a folder."""
    by = ["-config", "tsa.cnf", "-section", "tsa", "-signer", "tsa.pem", "-inkey", "tsa.key"]
    chain = ["-chain", "sub.pem", "-queryfile", str(question), "-out", str(answer)]
    openssl(folder, "ts", "-reply", *by, *chain)


def main() -> None:
    import hashlib

    FIXTURE.mkdir(exist_ok=True)
    (FIXTURE / "sealed.bin").write_bytes(CONTENT)
    question = FIXTURE / "sealed.bin.tsq"
    question.write_bytes(request.written(hashlib.sha256(CONTENT).digest()))
    with tempfile.TemporaryDirectory() as name:
        made(Path(name))
        answered(Path(name), question, FIXTURE / "sealed.bin.tsr")
        shutil.copyfile(Path(name) / "ca.pem", FIXTURE / "ca.pem")


if __name__ == "__main__":
    main()
