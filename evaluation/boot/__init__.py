"""The image of the stick that boots, tried in a machine of qemu: see `python -m evaluation.boot --help`."""
