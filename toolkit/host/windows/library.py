"""Functions of the system's own libraries, never of a library that lies beside the program."""

import sys

if sys.platform == "win32":
    import ctypes
    from typing import Any

    from toolkit.errors import Unreadable

    _SYSTEM_FOLDER_ONLY = 0x800  # LOAD_LIBRARY_SEARCH_SYSTEM32, libloaderapi.h

    def function(library: str, name: str, answers: Any, *takes: Any) -> Any:
        """Return a function of a system library with its types set.

        Raises Unreadable `not_offered` where this Windows has no such library or function, and in a 32-bit
        program: the layouts of structures here are those of a 64-bit one.
        """
        if ctypes.sizeof(ctypes.c_void_p) != 8:
            raise Unreadable("not_offered", "32-bit")
        try:
            found = getattr(ctypes.WinDLL(library, winmode=_SYSTEM_FOLDER_ONLY, use_last_error=True), name)
        except (OSError, AttributeError) as error:
            raise Unreadable("not_offered", name) from error
        found.restype, found.argtypes = answers, takes
        return found
