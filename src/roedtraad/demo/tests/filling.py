# SPDX-License-Identifier: EUPL-1.2
"""A demo municipality in the test's database."""

from io import StringIO

from django.core.management import call_command

from roedtraad.demo.management.commands.demo import Command


def fill(profile: str = "fjordby", people: int = 300) -> None:
    """As the command fills it, without its words."""
    call_command(Command(), stdout=StringIO(), stderr=StringIO(), profile=profile, people=people)
