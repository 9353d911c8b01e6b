"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "fcb32bf829ce268abd12439c27fe50747865466e26ba498ad20d1c7f4e57bb1b"
RULE_COUNT = 150  # the control included
PART_COUNTS = {
    "light.rules": 59,
    "light_from_32mb.rules": 8,
    "light_from_1mb.rules": 25,
    "all_from_1mb.rules": 116,
}
