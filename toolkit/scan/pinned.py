"""The signature set this version goes with; written by `python -m signatures.manifest`."""

MANIFEST_SHA256 = "7e0baf04458682f973a32da0fa36e3169668bc3d091ba040fa37472b6bb8188c"
RULE_COUNT = 51  # the control included
