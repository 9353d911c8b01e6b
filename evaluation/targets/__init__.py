"""What is fed with damaged bytes: one module per format, each with `seeds()` and `read(data)`."""

# Written, not discovered: what is not named here is not fed.
TARGETS: tuple[str, ...] = (
    "partitions",
    "e01",
    "vhd",
    "vhdx",
    "vmdk",
    "qcow2",
    "bitlocker",
    "shadows",
    "ntfs",
    "fat",
    "exfat",
    "ext",
    "mft",
    "usn",
    "evtx",
    "hive",
    "registry_log",
    "prefetch",
    "amcache",
    "shimcache",
    "wireless",
    "machine_values",
    "machine_hives",
    "wmi",
)
