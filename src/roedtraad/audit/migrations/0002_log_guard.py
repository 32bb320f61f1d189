# SPDX-License-Identifier: EUPL-1.2
"""The log's rows can be added and read, nothing else (DESIGN §6)."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from roedtraad.audit import guard


def _install(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guard.install(editor.connection)


def _remove(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    guard.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_log")]
    operations = [migrations.RunPython(_install, _remove)]
