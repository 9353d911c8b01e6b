"""A word in the corner of the screen when a long piece of work has ended, for who went to do something else.

Windows only: elsewhere plyer would run a program of the machine (notify-send, dbus). No icon file is read and
we write nothing, but the shell of Windows keeps the path of a program that ever had an icon there, in the
user's registry (TrayNotify, NotifyIconSettings), and Windows the message (wpndatabase.db). Where there is no
notification area nothing happens.
"""

import sys

LONG = 120.0  # seconds of work from which an end is worth a word

if sys.platform == "win32":
    from toolkit.errors import Unreadable
    from toolkit.host.windows.deadline import within

    _STAYS = 10  # seconds on the screen
    _HEARD = 1.0  # seconds within which a refusal shows

    def ended(title: str, message: str) -> bool:
        """Show a notification for a few seconds and go on at once; return whether it was shown."""
        try:
            # Its own thread and its own deadline: plyer's thread would keep the program from ending.
            from plyer.platforms.win.libs.balloontip import WindowsBalloonTip  # noqa: PLC0415

            within(_HEARD, lambda: WindowsBalloonTip(title, message, "Trousse", timeout=_STAYS))
        except Unreadable:  # still on the screen
            return True
        except Exception:  # noqa: BLE001 - no desktop, no notification area: nobody is the poorer
            return False
        return True

else:

    def ended(title: str, message: str) -> bool:
        """Do nothing, and say so."""
        del title, message
        return False
