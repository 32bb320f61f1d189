# SPDX-License-Identifier: EUPL-1.2
"""Nothing is stored that nobody has classified (SECURITY H1)."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import models

from roedtraad.kernel import checks
from roedtraad.kernel.classification import (
    CONTACT,
    CREDENTIAL,
    IDENTITY,
    SEALED,
    TECHNICAL,
    Classification,
    DataRule,
    Export,
    every,
)  # fmt: skip


def _ours() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("roedtraad."):
            yield model


def make_model(name: str, rules: dict[str, DataRule] | None) -> type[models.Model]:
    """A model of ours that is not in any registry, with one column beside its key."""
    registry = apps.__class__()
    meta = type("Meta", (), {"app_label": "people", "apps": registry})
    body = {"__module__": __name__, "Meta": meta, "diagnosis": models.TextField()}
    if rules is not None:
        body["data_rules"] = rules
    return type(name, (models.Model,), body)


def test_every_column_of_every_table_is_classified() -> None:
    assert checks.unclassified_columns(apps.get_models(include_auto_created=True)) == []


def test_our_own_tables_state_every_column_themselves() -> None:
    found = list(_ours())
    assert len(found) >= 15
    assert [model for model in found if "data_rules" not in vars(model)] == []


def test_an_unclassified_column_is_found() -> None:
    model = make_model("Undecided", every(TECHNICAL, "id"))
    assert [name for _model, name in checks.unclassified_columns([model])] == ["diagnosis"]


def test_a_rule_without_a_column_is_found() -> None:
    model = make_model("Outdated", every(IDENTITY, "id", "diagnosis", "nickname"))
    assert [name for _model, name in checks.unclassified_columns([model])] == ["nickname"]


def test_a_table_without_rules_is_found() -> None:
    assert {name for _model, name in checks.unclassified_columns([make_model("Unknown", None)])} == {"id", "diagnosis"}


def test_the_check_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same check that is silent now speaks up as soon as one column is undecided."""
    assert [one for one in run_checks(tags=["roedtraad"]) if one.id == "roedtraad.E001"] == []
    model = make_model("Forgotten", every(TECHNICAL, "id"))
    monkeypatch.setattr(apps, "get_models", lambda **_: [model])
    errors = [one for one in run_checks(tags=["roedtraad"]) if one.id == "roedtraad.E001"]
    assert len(errors) == 1
    assert "Forgotten.diagnosis" in errors[0].msg
    assert errors[0].is_serious()


def test_what_signs_people_in_is_secret_and_in_no_export() -> None:
    for label in ("mfa.Authenticator", "sessions.Session"):
        model = apps.get_model(label)
        for field in model._meta.local_concrete_fields:
            rule = checks.rule_of(model, field.name)
            assert rule is not None
            assert (rule.classification, rule.export) == (Classification.SECRET, Export.NEVER)


def test_what_is_secret_leaves_in_the_persons_own_copy_or_not_at_all() -> None:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            rule = checks.rule_of(model, field.name)
            assert rule is not None
            if rule.classification == Classification.SECRET:
                assert rule.export in {Export.NEVER, Export.PERSON}, f"{model._meta.label}.{field.name}"


def test_one_thing_of_a_rule_can_be_different() -> None:
    assert CONTACT.but(export=Export.NEVER).export == Export.NEVER
    assert CONTACT.but(export=Export.NEVER).purpose == CONTACT.purpose
    assert SEALED.classification == CREDENTIAL.classification == Classification.SECRET
