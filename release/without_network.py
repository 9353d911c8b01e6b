"""Run first in the program: stands in for the module of the standard library that fetches from the network.

xml.sax.saxutils, which the QR codes' library needs for escaping, imports it for a function nobody calls here;
with it http and ssl would be shipped.
"""

import sys
from types import ModuleType

sys.modules.setdefault("urllib.request", ModuleType("urllib.request"))
