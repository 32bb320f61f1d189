# SPDX-License-Identifier: EUPL-1.2
"""Which tables lead to a young person, found by looking at the models: what copies, retention and deletion go by.

A model leads to the person by a field `young_person`, by its `person_path`, or as the table behind a many-to-many field of
one that does. A room that adds a table adds it to the copy and to the deletion by that alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.apps import apps
from django.db.models import DateField, DateTimeField, Field, ForeignKey, Model, Q, QuerySet

from roedtraad.kernel.checks import rule_of
from roedtraad.kernel.classification import Classification, DataRule, Export, Retention

OURS: Final = "roedtraad."
WITHOUT_A_WAY: Final[Mapping[str, str]] = {}
"""Tables with something personal in them that no young person is reached from, each with the reason."""
_PERSONAL: Final = frozenset({Classification.PERSONAL, Classification.CONFIDENTIAL, Classification.SECRET})
_WITH_THE_FILE: Final = frozenset({Retention.PERSON, Retention.CASE})
_KEEPS_ALIVE: Final[Mapping[str, str]] = {
    "cases.Case": "closed_on",
    "cases.ContactPerson": "ended_on",
    "intake.Enquiry": "closed_on",
}
"""What keeps a file alive as long as it has no end. What a register once said does not, nor a plan that nobody follows."""
_NO_USE: Final = frozenset({"protection.RetentionDue", "protection.LegalHold"})
"""What is written because of the file's age is no use of it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A table and the path from its row to the young person; empty for the young person's own."""

    model: type[Model]
    path: str

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def key(self) -> str:
        """The path to the young person's key."""
        return f"{self.path}_id" if self.path else "pk"

    def rows(self, person_id: int) -> "QuerySet[Any]":
        """The rows of this table that are about the person."""
        return self.model._default_manager.filter(**{self.key: person_id})

    def told(self, person_id: int) -> "QuerySet[Any]":
        """The same without those that the person must not read of: the model's own `not_in_copy` says which."""
        withheld: Q | None = getattr(self.model, "not_in_copy", None)
        rows = self.rows(person_id)
        return rows if withheld is None else rows.exclude(withheld)

    @property
    def used_fields(self) -> list[str]:
        """The columns that tell when a row was in use. A date of birth is no use."""
        if self.label in _NO_USE:
            return []
        fields = self.model._meta.local_concrete_fields
        return [one.name for one in fields if isinstance(one, DateField | DateTimeField) and one.name != "born_on"]

    @property
    def end_field(self) -> str:
        """The column that is empty while the row keeps the file alive; empty when there is none that does."""
        return _KEEPS_ALIVE.get(self.label, "")


def own_models() -> Iterator[type[Model]]:
    """Every table of ours, those behind many-to-many fields included."""
    for config in apps.get_app_configs():
        if config.name.startswith(OURS):
            yield from config.get_models(include_auto_created=True)


def way_of(model: type[Model]) -> Way | None:
    """How a row of this table leads to the young person; None when it does not."""
    if model._meta.label == "people.YoungPerson":
        return Way(model, "")
    path: str = getattr(model, "person_path", "")
    if path:
        return Way(model, path)
    if any(field.name == "young_person" for field in model._meta.local_concrete_fields):
        return Way(model, "young_person")
    return _way_behind(model) if model._meta.auto_created else None


def _way_behind(model: type[Model]) -> Way | None:
    """The table behind a many-to-many field leads where the row leads that has the field."""
    owner: object = model._meta.auto_created
    for field in model._meta.local_concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model is owner:
            way = way_of(field.related_model)
            if way is not None:
                return Way(model, "__".join(filter(None, (field.name, way.path))))
    return None


@lru_cache(maxsize=1)
def ways() -> tuple[Way, ...]:
    """Every way, the young person's own table first, then as the rooms stand in the house."""
    found = [way for model in own_models() if (way := way_of(model)) is not None]
    return tuple(sorted(found, key=lambda way: way.path != ""))


def copied_fields(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that belong in the young person's own copy."""
    return [field for field in model._meta.local_concrete_fields if _goes(rule_of(model, field.name), Export.PERSON)]


def _goes(rule: DataRule | None, export: Export) -> bool:
    return rule is not None and rule.export == export


def lost_models() -> list[type[Model]]:
    """Tables with something of a young person that nothing leads from: their rows would be in no copy and outlive the file."""
    return [
        model
        for model in own_models()
        if way_of(model) is None and model._meta.label not in WITHOUT_A_WAY and any(map(_is_of_a_person, _rules(model)))
    ]


def _rules(model: type[Model]) -> Iterator[DataRule]:
    for field in model._meta.local_concrete_fields:
        rule = rule_of(model, field.name)
        if rule is not None:
            yield rule


def _is_of_a_person(rule: DataRule) -> bool:
    kept = rule.classification in _PERSONAL and rule.retention in _WITH_THE_FILE
    return kept or rule.export == Export.PERSON
