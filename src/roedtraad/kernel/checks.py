# SPDX-License-Identifier: EUPL-1.2
"""Checks that stop the start when a promise of the house is broken."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db.models import Model

from roedtraad.kernel.classification import ACCOUNT, CREDENTIAL, TECHNICAL, DataRule

LIBRARY_RULES: Final[Mapping[str, DataRule]] = {
    "account": ACCOUNT,
    "auth": TECHNICAL,
    "axes": ACCOUNT,
    "contenttypes": TECHNICAL,
    "mfa": CREDENTIAL,
    "sessions": CREDENTIAL,
}
"""One rule for every column of a library's tables; our own tables state each column."""


def rule_of(model: type[Model], column: str) -> DataRule | None:
    """The rule of one column, or None when nobody has stated it."""
    own: Mapping[str, DataRule] | None = getattr(model, "data_rules", None)
    if own is not None:
        return own.get(column)
    return LIBRARY_RULES.get(model._meta.app_label)


def unclassified_columns(models: Iterable[type[Model]]) -> list[tuple[type[Model], str]]:
    """Columns without a rule, and rules without a column."""
    missing = []
    for model in models:
        columns = {field.name for field in model._meta.local_concrete_fields}
        missing += [(model, name) for name in sorted(columns) if rule_of(model, name) is None]
        stated = set(getattr(model, "data_rules", {}))
        missing += [(model, name) for name in sorted(stated - columns)]
    return missing


@register("roedtraad")
def check_every_column_is_classified(**_: Any) -> list[CheckMessage]:
    """SECURITY H1: an unclassified column is an error, so nothing starts and no test runs."""
    return [
        Error(
            f"{model._meta.label}.{name} has no data rule, or the rule has no column.",
            hint="State classification, purpose, retention and export in the model's data_rules.",
            id="roedtraad.E001",
        )
        for model, name in unclassified_columns(apps.get_models(include_auto_created=True))
    ]
