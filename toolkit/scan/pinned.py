"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "f47ed29ef549244eaf6237f45e775d4dd2c220331f2a2372be49ab285db23d6f"
RULE_COUNT = 51  # the control included
