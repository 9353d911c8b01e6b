"""The guided path, French first: it leads, and everything it does is a command.

The rules of its screens:

- One thing at a time; the next action is always on the screen, and Enter takes it where it harms nothing.
- « Je ne sais pas » is an answer to every question. Nothing that cannot be undone hangs on one key.
- What was said is in the journal of the visit, synced, before the next screen shows.
- Long work is a child process of our own program: keys are answered while it runs, and a crash of one
  leaves the other.
- Colours only repeat what words say. Facts of the evidence are never read as markup.
- Both 72-hour clocks stand on every screen once the moment of discovery is known.
"""
