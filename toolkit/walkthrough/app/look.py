"""How it looks: sixteen colours that only repeat what words say, and none with NO_COLOR."""

from textual.content import Content

from toolkit.walkthrough.pages.line import BAD, DIM, GOOD, PLAIN, STRONG, WARN, Line

WIDTH, HEIGHT = 80, 24  # the least that holds a card whole
WIDE, TALL = 140, 40  # from there the list of steps stands beside the card

_STYLES = {
    PLAIN: "",
    STRONG: "bold",
    GOOD: "bold ansi_green",
    WARN: "bold ansi_yellow",
    BAD: "bold ansi_red",
    DIM: "dim",
}


def content(lines: list[Line] | tuple[Line, ...]) -> Content:
    """Return lines as they are drawn; what they hold is never read as markup."""
    return Content("\n").join([Content.styled(line.text, _STYLES[line.style]) for line in lines])


CSS = """
Screen { background: ansi_default; color: ansi_default; }
#title { background: ansi_blue; color: ansi_bright_white; text-style: bold; padding: 0 1; }
#clocks { padding: 0 1; text-style: bold; }
#middle { height: 1fr; }
#side { width: 58; border-right: solid ansi_blue; padding: 1 1 0 1; display: none; }
.wide #side { display: block; }
#body { height: 1fr; width: 1fr; padding: 0 1; overflow: hidden auto; scrollbar-size-vertical: 1; }
.wide #body { padding: 1 3; }
#text { height: auto; overflow: hidden auto; scrollbar-size-vertical: 1; }
.full #text { height: 1fr; }
#why { text-style: dim; }
#tool { text-style: dim; }
.no-tool #tool, .no-why #why, .no-do #do { display: none; }
#ask { height: auto; }
#question { text-style: bold; }
.empty { display: none; }
Field, Field:focus {
    border: solid ansi_blue; background: ansi_default; color: ansi_default; height: 3; padding: 0 1;
    & > .input--cursor { text-style: reverse; background: ansi_default; color: ansi_default; }
    & > .input--selection { text-style: reverse; background: ansi_default; color: ansi_default; }
}
Choices, Choices:focus {
    height: auto; max-height: 45vh; border: none; padding: 0; background: ansi_default; color: ansi_default;
    background-tint: ansi_default 0%;
    & > .option-list--option { padding: 0; background: ansi_default; color: ansi_default; }
    & > .option-list--option-disabled { color: ansi_default; text-style: bold; }
    & > .option-list--option-highlighted {
        text-style: reverse bold; background: ansi_default; color: ansi_default;
    }
}
#bar { padding: 0 1; text-style: bold; }
#keys { background: ansi_blue; color: ansi_bright_white; padding: 0; }
Overlay { align: center middle; background: transparent; }
Overlay > #box {
    border: solid ansi_blue; padding: 0 1; width: 100%; max-width: 100; height: auto; max-height: 100%;
    background: ansi_default;
}
Overlay #heading { text-style: bold; }
Overlay #foot { text-style: dim; margin-top: 1; }
Overlay #scrolled { height: auto; max-height: 70vh; overflow: hidden auto; scrollbar-size-vertical: 1; }
Stages > #box { height: 100%; }
Stages #scrolled { height: 6; max-height: 6; border-top: solid ansi_blue; }
Stages Choices, Stages Choices:focus { height: 1fr; max-height: 100%; }
Stages #foot { margin-top: 0; }
.apart #page, .apart #ask { margin-top: 1; }
.airy #do, .airy #lines, .airy #page, .airy #ask, .airy #choices { margin-top: 1; }
.mono #title { text-style: bold reverse; }
.mono #keys { text-style: reverse; }
"""
