# SPDX-License-Identifier: EUPL-1.2
"""One figure in a process of its own: an empty database, Fjordby's profile, then the module's `run`."""

import datetime as dt
import importlib
import sys

import django


def main(name: str, *numbers: str) -> int:
    """Prepare the database and measure. 0 when the module's limits are kept."""
    django.setup()
    from django.core.management import call_command

    from roedtraad.kernel import clock
    from roedtraad.kernel.actor import system_actor
    from roedtraad.organisation.actions import load_profile
    from roedtraad.organisation.profile import parse_profile, shipped_profile_text

    call_command("migrate", verbosity=0)
    profile = parse_profile(shipped_profile_text("fjordby"), "fjordby.yaml")
    load_profile(system_actor(clock.today()), profile=profile, valid_from=dt.date(2015, 1, 1))
    return importlib.import_module(f"bench.{name}").run(*map(int, numbers)) or 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
