"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "7a5eedd3ea0c7c1075eef99e6af8252efc24bf87289d31232299e9d3109d19db"
RULE_COUNT = 154  # the control included
PART_COUNTS = {
    "light.rules": 62,
    "light_from_32mb.rules": 9,
    "light_from_1mb.rules": 26,
    "all_from_1mb.rules": 118,
}
