"""Whether this program runs with an administrator's rights, and what a refusal therefore means."""

import sys

if sys.platform == "win32":
    import win32api
    import win32security

    def elevated() -> bool:
        """Say whether our own token is elevated; False where Windows does not tell."""
        try:
            token = win32security.OpenProcessToken(win32api.GetCurrentProcess(), win32security.TOKEN_QUERY)
            return bool(win32security.GetTokenInformation(token, win32security.TokenElevation))
        except win32security.error:
            return False

else:
    import os

    def elevated() -> bool:
        """Say whether we are root."""
        return os.geteuid() == 0


def refusal() -> str:
    """Return the code of an access that was refused: an administrator would get it, or not even one."""
    return "denied" if elevated() else "needs_elevation"
