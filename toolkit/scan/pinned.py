"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "75729963058c80e691f9db4b9c0b87a4f487059086d96942942d0effc3bfb6e1"
RULE_COUNT = 150  # the control included
