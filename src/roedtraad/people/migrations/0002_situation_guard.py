# SPDX-License-Identifier: EUPL-1.2
"""Life situations of one kind never overlap (DESIGN §4)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from roedtraad.people import guard


def _install(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guard.install(editor.connection)


def _remove(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guard.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_young_people")]
    operations = [migrations.RunPython(_install, _remove)]
