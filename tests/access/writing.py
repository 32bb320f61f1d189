# SPDX-License-Identifier: EUPL-1.2
"""Which tables a piece of work writes to, told by its statements."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.db import connection

_READS: Final = re.compile(r"[\s(]*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|DECLARE|FETCH|CLOSE|SET)\b", re.IGNORECASE)
_WRITES: Final = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


@contextmanager
def written(*, but: tuple[str, ...] = ()) -> Iterator[set[str]]:
    """Fills a set with the tables that are written to in the block, but those of the models named.

    A statement that is neither a plain read nor a plain write stands in the set as it is: nobody has looked at it.
    """
    left_alone = {apps.get_model(label)._meta.db_table for label in but}
    found: set[str] = set()

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not _READS.match(sql):
            table = _WRITES.match(sql)
            found.add(table.group(1) if table else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found
    found -= left_alone
