"""The stick: what lies on it, how it is made, and whether it is still as it was made.

    programs/windows/     trousse.exe and the folder it needs
    programs/linux/       trousse and the folder it needs
    TROUSSE-Windows.cmd   start files, one per system
    trousse-linux.sh
    LISEZ-MOI.txt         the one-page guide, French and English
    README.txt
    docs/                 on a stick that also starts machines: how it is started, and what comes after
    allowed_signers       the public key, as `ssh-keygen -Y verify -f` reads it
    MANIFEST.sha256       every file above, as `sha256sum -c` reads it
    MANIFEST.sha256.sig   the signature of the manifest
    cases/                the technician's own, counted and never looked into

A program that was altered can lie about itself: what this package finds is meant for damage and for
antivirus products. Against somebody who forges a stick, it is checked from another machine, with the
fingerprint written on paper.
"""

MANIFEST = "MANIFEST.sha256"
SIGNATURE = f"{MANIFEST}.sig"
SIGNERS = "allowed_signers"
PROGRAMS = "programs/"
SYSTEMS = {"windows": "trousse.exe", "linux": "trousse"}  # the program of each, in programs/<system>/
STARTERS = {"windows": "TROUSSE-Windows.cmd", "linux": "trousse-linux.sh"}
GUIDES = {"fr": "LISEZ-MOI.txt", "en": "README.txt"}
DOCUMENTS = {"fr": "docs/stick-image.fr.md", "en": "docs/stick-image.md"}  # here and in the checkout alike
CASES = "cases"
NAMESPACE = "trousse-stick"  # of the signature: one made for another use is refused
PRINCIPAL = "trousse"
FILE_LIMIT = 1024**3  # bytes of one file; ours are under 50 million
COUNT_LIMIT = 20_000  # files of a manifest; ours are under 2000
