"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "7bded1e3a97f3bb5f2f1cbdcbf356ee1eb0ae1937b5be818774609410a88aa5d"
RULE_COUNT = 51  # the control included
