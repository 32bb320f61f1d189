# SPDX-License-Identifier: EUPL-1.2
"""Fill an empty database with a made-up municipality, of any size and in bounded memory."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched, count
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.cases.models import Case, Contact, ContactKind, ContactPerson
from roedtraad.demo import staffing
from roedtraad.demo.lives import Life, Town, draw_lives
from roedtraad.demo.names import search_columns
from roedtraad.demo.places import SOURCES, schools_of
from roedtraad.kernel import clock
from roedtraad.kernel.bulk import insert_rows, reserve_ids
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import Profile
from roedtraad.organisation.queries import profile_on
from roedtraad.people.cpr import seal
from roedtraad.people.models import Guardian, LifeSituation, School, YoungPerson
