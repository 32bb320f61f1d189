# SPDX-License-Identifier: EUPL-1.2
"""The world leaves nothing out: every table has a row, every text column its own word."""

import pytest
from django.db import models

from tests.cast import use_profile
from tests.world import SPECIAL, World, make_world, models_to_fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    use_profile("fjordby")
    return make_world()


def test_every_table_has_a_row(world: World) -> None:
    assert [model._meta.label for model in models_to_fill() if not model._default_manager.exists()] == []


def test_every_text_column_holds_a_word_of_its_own(world: World) -> None:
    words = list(world.words.values())
    assert len(set(words)) == len(words)
    assert not [(one, other) for one in words for other in words if one != other and one in other]
    for name, word in world.words.items():
        label, column = name.rsplit(".", 1)
        assert word in str(getattr(world.row(label), column))


def test_no_column_is_left_out(world: World) -> None:
    follow_the_name = {f"people.YoungPerson.{column}" for column in ("search_given", "search_family", "sort_name")}
    for model in models_to_fill():
        for column in model._meta.local_concrete_fields:
            name = f"{model._meta.label}.{column.name}"
            texts = isinstance(column, models.CharField | models.TextField | models.JSONField) and not column.choices
            assert not texts or name in world.words or name in SPECIAL or name in follow_the_name, name


def test_no_special_value_is_for_a_column_that_is_gone() -> None:
    columns = {
        f"{model._meta.label}.{column.name}"
        for model in models_to_fill()
        for column in model._meta.local_concrete_fields
    }
    assert set(SPECIAL) <= columns
