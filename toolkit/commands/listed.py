"""Every command by name: where its function stands, and the exit statuses it can end with."""

# Where the function of each command stands; the order is that of the help screen.
COMMANDS: dict[str, str] = {
    "drives": "toolkit.commands.drives:drives",
    "isolation": "toolkit.commands.isolation:isolation",
    "examine": "toolkit.commands.examine:examine",
    "live": "toolkit.commands.live:live",
    "triage": "toolkit.commands.steps:triage",
    "scan": "toolkit.commands.scan:scan",
    "shadows": "toolkit.commands.shadows:shadows",
    "timeline": "toolkit.commands.timeline:timeline",
    "capture": "toolkit.commands.capture:capture",
    "answers": "toolkit.commands.answers:answers",
    "deadlines": "toolkit.commands.deadlines:deadlines",
    "report": "toolkit.commands.steps:report",
    "seal": "toolkit.commands.steps:seal",
    "verify": "toolkit.commands.verify:verify",
    "identify": "toolkit.commands.identify:identify",
    "names": "toolkit.commands.names:names",
    "checkup": "toolkit.commands.checkup:checkup",
    "demo": "toolkit.commands.demo:demo",
}
GROUPS: dict[str, dict[str, str]] = {
    "annex": {
        "make": "toolkit.commands.annex:make",
        "check": "toolkit.commands.annex:check",
        "open": "toolkit.commands.annex:open_",
    },
    "case": {
        "add": "toolkit.commands.case:add",
        "merge": "toolkit.commands.case:merge",
    },
    "key": {"new": "toolkit.commands.key:new", "show": "toolkit.commands.key:show"},
    "custody": {
        "transfer": "toolkit.commands.custody:transfer",
        "show": "toolkit.commands.custody:show",
    },
    "backup": {
        "baseline": "toolkit.commands.baseline:baseline",
        "check": "toolkit.commands.backup:check",
    },
    "signatures": {
        "list": "toolkit.commands.signatures:list_",
        "check": "toolkit.commands.signatures:check",
        "import": "toolkit.commands.signatures:import_",
    },
    "timestamp": {
        "request": "toolkit.commands.timestamp:request",
        "attach": "toolkit.commands.timestamp:attach",
    },
    "stick": {
        "make": "toolkit.commands.stick:make",
        "check": "toolkit.commands.stick:check",
    },
}

# The exit statuses each command can end with, beside 0 and 2, and 5 where our own files are not whole;
# the help of each shows them.
STATUSES: dict[str, tuple[int, ...]] = {
    "drives": (),
    "isolation": (1,),
    "examine": (3, 4, 130),
    "live": (3, 4, 130),
    "triage": (3, 4, 130),
    "scan": (3, 4, 6, 130),
    "shadows": (3, 130),
    "timeline": (3, 4, 6, 130),
    "capture": (3, 4, 130),
    "answers": (4, 130),
    "deadlines": (1, 4),
    "report": (4,),
    "seal": (4, 6),
    "verify": (1, 3),
    "identify": (3,),
    "checkup": (1, 3, 6, 130),
    "demo": (1, 3, 4, 6, 130),
    "names": (1, 4, 6),
    "annex make": (4, 6, 130),
    "annex check": (1, 3, 4),
    "annex open": (3, 6),
    "case add": (1, 3, 4),
    "case merge": (1, 3, 4),
    "key new": (6,),
    "key show": (),
    "custody transfer": (4,),
    "custody show": (1, 3),
    "backup baseline": (1, 3, 6, 130),
    "backup check": (1, 3, 4, 130),
    "signatures list": (),
    "signatures check": (),
    "signatures import": (6, 130),
    "timestamp request": (1, 3, 6),
    "timestamp attach": (1, 3, 4, 6),
    "stick make": (3, 5, 6, 130),
    "stick check": (1, 3, 130),
}
