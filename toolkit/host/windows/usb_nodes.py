r"""The USB devices of a running Windows and the disk that is asked for, from the plug-and-play manager.

Nothing is sent to a device: what is read was noted when it was plugged. Functions and figures: Microsoft,
cfgmgr32.h (CM_*, CM_DRP_*), devpkey.h (DEVPKEY_Device_InstanceId), ntddstor.h (GUID_DEVINTERFACE_DISK).
"""

import sys

from toolkit.host.usb_interfaces import Interfaces

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes
    from uuid import UUID

    from toolkit.errors import Unreadable
    from toolkit.host.windows.devices import plugged, texts
    from toolkit.host.windows.disks import standing
    from toolkit.host.windows.library import function
    from toolkit.host.windows.usb import Node, shown

    _LONG = wintypes.ULONG
    _COUNT = ctypes.POINTER(wintypes.ULONG)
    _COMPATIBLE, _SETUP, _CONTAINER = 0x03, 0x09, 0x25  # CM_DRP_COMPATIBLEIDS, CLASSGUID, BASE_CONTAINERID
    _ROOM = 64 * 1024  # bytes of one answer
    _LISTED = 1024 * 1024  # characters of one list
    _MOST = 4096  # devices looked at
    _DISKS = UUID("53f56307-b6bf-11d0-94f2-00a0c91efb8b").bytes_le
    _INSTANCE = UUID("78c34fc8-104a-4aca-9ea4-524d52996e57").bytes_le + (256).to_bytes(4, "little")

    def interfaces(device: str) -> Interfaces:
        r"""Return what the USB device of \\.\PhysicalDriveN or \\.\X: shows; not `told` if none answers."""
        found = [Interfaces(told=False)]
        try:
            numbers = standing(device).disks
            disks = [one for one in _disks() if standing("\\\\.\\" + one[4:]).disks & numbers]
            names = [_instance(one) for one in disks]
            nodes = _nodes(names)
            found = [shown(name, nodes) for name in names] or found
        except Unreadable:
            pass
        suspect = next((one for one in found if one.suspect), None)
        return suspect or next((one for one in found if one.usb or not one.told), found[0])

    def _disks() -> list[str]:
        """Return the interfaces of all disks that are plugged now; raise Unreadable."""
        size = function("cfgmgr32", "CM_Get_Device_Interface_List_SizeW", _LONG, _COUNT, ctypes.c_char_p,
                        wintypes.LPCWSTR, _LONG)  # fmt: skip
        ask = function("cfgmgr32", "CM_Get_Device_Interface_ListW", _LONG, ctypes.c_char_p, wintypes.LPCWSTR,
                       wintypes.LPWSTR, _LONG, _LONG)  # fmt: skip
        length = _LONG()
        _right(size(ctypes.byref(length), _DISKS, None, 0))
        if length.value > _LISTED:
            raise Unreadable("io_error", "CM_Get_Device_Interface_List")
        room = ctypes.create_unicode_buffer(length.value + 1)
        _right(ask(_DISKS, None, room, length.value, 0))
        return texts(room[: length.value])

    def _instance(interface: str) -> str:
        ask = function("cfgmgr32", "CM_Get_Device_Interface_PropertyW", _LONG, wintypes.LPCWSTR,
                       ctypes.c_char_p, _COUNT, ctypes.c_char_p, _COUNT, _LONG)  # fmt: skip
        kind, length, room = _LONG(), _LONG(_ROOM), ctypes.create_string_buffer(_ROOM)
        _right(ask(interface, _INSTANCE, ctypes.byref(kind), room, ctypes.byref(length), 0))
        return room.raw[: length.value].decode("utf-16-le", "replace").rstrip("\0").upper()

    def _nodes(disks: list[str]) -> dict[str, Node]:
        """Return every USB device plugged now, the disks, and all that these hang on; raise Unreadable."""
        found: dict[str, Node] = {}
        pending = [*disks, *(one.upper() for one in plugged("USB"))]
        while pending and len(found) < _MOST:
            one = pending.pop()
            if one in found:
                continue
            found[one] = node = _node(one)
            if node.above:
                pending.append(node.above)
        return found

    def _node(name: str) -> Node:
        locate = function("cfgmgr32", "CM_Locate_DevNodeW", _LONG, _COUNT, wintypes.LPCWSTR, _LONG)
        place = _LONG()
        if locate(ctypes.byref(place), name, 0):
            return Node(None)  # unplugged a moment ago
        compatible = tuple(texts(_property(place, _COMPATIBLE)))
        setup, container = (_property(place, which).rstrip("\0") for which in (_SETUP, _CONTAINER))
        return Node(_above(place, name), compatible, setup, container)

    def _above(place: wintypes.ULONG, name: str) -> str | None:
        if name == r"HTREE\ROOT\0":
            return ""
        parent = function("cfgmgr32", "CM_Get_Parent", _LONG, _COUNT, _LONG, _LONG)
        named = function("cfgmgr32", "CM_Get_Device_IDW", _LONG, _LONG, wintypes.LPWSTR, _LONG, _LONG)
        above, room = _LONG(), ctypes.create_unicode_buffer(_ROOM)
        if parent(ctypes.byref(above), place, 0) or named(above, room, len(room), 0):
            return None
        return room.value.upper()

    def _property(place: wintypes.ULONG, which: int) -> str:
        ask = function("cfgmgr32", "CM_Get_DevNode_Registry_PropertyW", _LONG, _LONG, _LONG, _COUNT,
                       ctypes.c_char_p, _COUNT, _LONG)  # fmt: skip
        kind, length, room = _LONG(), _LONG(_ROOM), ctypes.create_string_buffer(_ROOM)
        answer = ask(place, which, ctypes.byref(kind), room, ctypes.byref(length), 0)
        return "" if answer else room.raw[: length.value].decode("utf-16-le", "replace")

    def _right(answer: int) -> None:
        if answer:
            raise Unreadable("io_error", f"CM {answer}")

else:

    def interfaces(device: str) -> Interfaces:
        """Return nothing told: this is no Windows machine."""
        del device
        return Interfaces(told=False)
