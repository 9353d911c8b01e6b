"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "acdfb8488410a6b69572f599a30038359d48bb30ca95a5a9b8d41bbf9b4e251a"
RULE_COUNT = 150  # the control included
PART_COUNTS = {
    "light.rules": 59,
    "light_from_32mb.rules": 8,
    "light_from_1mb.rules": 25,
    "all_from_1mb.rules": 116,
}
