# SPDX-License-Identifier: EUPL-1.2
"""What the municipality has decided by a day about sharing, read from its profile: authorities, departments, legal bases."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from roedtraad.consent.rules import Ground
from roedtraad.kernel.remembering import remembered
from roedtraad.organisation.models import Department
from roedtraad.organisation.profile import Text
from roedtraad.organisation.queries import profile_on, version_on
from roedtraad.organisation.terms import terms_on

Key = tuple[int, str]
_known: dict[Key, Mapping[str, int]] = {}
"""The departments' keys by code for each version of the profile. A department is never deleted and never changes its key."""


@remembered
def ground_on(on: dt.date) -> Ground:
    """Authorities, disciplines and legal bases of a day. Raises DomainError `no_profile` when none has been loaded."""
    terms = terms_on(on)
    departments = (one for one in profile_on(on).departments if one.in_force(on))
    return Ground(
        authorities=tuple(frozenset(one.departments) for one in terms.authorities()),
        disciplines={one.code: frozenset(one.disciplines) for one in departments},
        bases=terms.legal_bases(),
    )


@dataclass(frozen=True, slots=True)
class Keys:
    """Departments by code and by key."""

    by_code: Mapping[str, int]
    by_key: Mapping[int, str]

    def codes(self, keys: Iterable[int]) -> frozenset[str]:
        return frozenset(self.by_key[key] for key in keys if key in self.by_key)

    def keys(self, codes: Iterable[str]) -> frozenset[int]:
        return frozenset(self.by_code[code] for code in codes if code in self.by_code)


@remembered
def department_keys(on: dt.date) -> Keys:
    """The keys of the departments; read once for each version of the profile, as soon as all of its departments are there."""
    version = version_on(on)
    if version is None:
        return _keys(_read())
    name = (version.pk, version.digest)
    if name not in _known:
        found = _read()
        if any(one.code not in found for one in profile_on(on).departments if one.in_force(on)):
            return _keys(found)
        _known[name] = found
    return _keys(_known[name])


def _read() -> dict[str, int]:
    return dict(Department.objects.values_list("code", "pk"))


def _keys(by_code: Mapping[str, int]) -> Keys:
    return Keys(by_code, {key: code for code, key in by_code.items()})


def department_titles(on: dt.date, language: str = "") -> dict[str, str]:
    """The departments that are there on a day, by code, in a language: the reader's, unless told otherwise."""
    language = language or get_language() or "da"
    return {one.code: one.name.get(language) for one in profile_on(on).departments if one.in_force(on)}


def basis_titles(on: dt.date) -> dict[str, str]:
    """The legal bases' names in the reader's language, by code."""
    return {basis.code: in_words(basis.title) for basis in ground_on(on).bases}


def in_words(text: Text) -> str:
    """A text of the profile in the reader's language."""
    return text.get(get_language() or "da")
