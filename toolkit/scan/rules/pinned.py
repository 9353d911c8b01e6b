"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "cbdcac097abdca3c43697583c69fd3ad22067806bbee998c9795ffb4293e6821"
RULE_COUNT = 151  # the control included
PART_COUNTS = {
    "light.rules": 59,
    "light_from_32mb.rules": 8,
    "light_from_1mb.rules": 25,
    "all_from_1mb.rules": 117,
}
