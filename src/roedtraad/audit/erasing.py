# SPDX-License-Identifier: EUPL-1.2
"""The one way in which something leaves the log: the values of its rows. The rows stay, and the chain stays whole.

What is erased is visible as erased: a row that once had values keeps the digest of them (`verify_chain` counts those).
"""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from roedtraad.audit.models import LogDetail, LogPerson


def erase_values(person_id: int, words: Iterable[str]) -> int:
    """Erase the values of every row about a person, and of every row that holds one of the words, and tell how many.

    The words are what names the person and nobody else: the full name, the reference, the phone number. They find those who
    searched for the person and were shown nobody. Called inside the transaction of the deletion that it belongs to.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("values of the log are erased inside the deletion that they belong to")
    about = Q(pk__in=LogPerson.objects.filter(young_person_id=person_id).values("entry_id"))
    return _erase(about) + _erase(_holding(words))


def _erase(wanted: Q) -> int:
    found = LogDetail.objects.annotate(text=Cast("values", TextField())).filter(wanted)
    return LogDetail.objects.filter(pk__in=list(found.values_list("pk", flat=True))).delete()[0]


def _holding(words: Iterable[str]) -> Q:
    """Rows whose values hold a word, in the spelling of either database: SQLite's JSON escapes what is not ASCII."""
    wanted = Q(pk__in=())
    for word in words:
        for spelled in {word, word.lower()}:
            wanted |= Q(text__icontains=spelled) | Q(text__icontains=json.dumps(spelled)[1:-1])
    return wanted
