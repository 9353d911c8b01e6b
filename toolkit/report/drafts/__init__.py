"""Drafts that the practitioner copies, corrects and sends: one file each, in the written list `DRAFTS`.

Each module has `compose(practice, speech) -> Document`. Nothing is sent by the program.
"""

from toolkit.report.drafts import cnil, health, insurer, patients, register

# The name of the file without its ending, and who composes it.
DRAFTS = (
    ("BROUILLON_CNIL", cnil),
    ("BROUILLON_PORTAIL_SANTE", health),
    ("BROUILLON_ASSUREUR", insurer),
    ("BROUILLON_REGISTRE_VIOLATIONS", register),
    ("BROUILLON_INFORMATION_PATIENTS", patients),
)
