"""`flask aarshjul`: the annual cycle from the command line."""

import click

from aarshjul.commands_run import run, tick


@click.group("aarshjul")
def aarshjul() -> None:
    """Årshjulet: planlæg, påmind og kør planlæggeren."""


aarshjul.add_command(run)
aarshjul.add_command(tick)
