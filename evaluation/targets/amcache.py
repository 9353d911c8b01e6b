"""Amcache.hve, both layouts, through the inventory."""

from demo.builder.hive import Key, dword, hive, key, merge, sz
from evaluation.targets.hive import WHEN, Files
from toolkit.errors import Unreadable
from toolkit.triage import amcache
from toolkit.triage.machine import Machine

_SHA1 = "0000" + "a1" * 20


def seeds() -> list[bytes]:
    newer = {
        f"0000{n:040x}": Key({
            "LowerCaseLongPath": sz(rf"c:\users\public\p{n}.exe"), "FileId": sz(_SHA1),
            "LinkDate": sz("10/02/2026 11:12:13"), "Version": sz("1.0"),
        })
        for n in range(20)
    }  # fmt: skip
    older = {f"{n:x}": Key({"15": sz(rf"c:\t{n}.exe"), "101": sz(_SHA1), "f": dword(n)}) for n in range(20)}
    root = merge(key(r"Root\InventoryApplicationFile", Key(keys=newer)), key(r"Root\File\v", Key(keys=older)))
    return [hive(root, name="Amcache.hve", written=WHEN)]


def read(data: bytes) -> str:
    machine = Machine(Files({amcache.WHERE[0]: data}), "", {}, windows=True)
    try:
        list(amcache.collect(machine))
    except Unreadable as error:
        return error.why
    return next((one.why for one in machine.unread if one.why != "hive_absent"), "ok")
