# SPDX-License-Identifier: EUPL-1.2
"""Checks that stop the start when something personal would be in no copy and outlive its person."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from roedtraad.protection.ways import lost_models


@register("roedtraad")
def check_every_table_leads_to_its_person(**_: Any) -> list[CheckMessage]:
    """SECURITY H2 and H3: a table with something of a young person must lead to that person."""
    return [
        Error(
            f"{model._meta.label} holds something of a young person, and nothing leads from it to the person.",
            hint="Give it a field `young_person` or a `person_path`, or name it with the reason in protection/ways.py.",
            id="roedtraad.E003",
        )
        for model in lost_models()
    ]
