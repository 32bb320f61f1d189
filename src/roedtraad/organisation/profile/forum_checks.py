# SPDX-License-Identifier: EUPL-1.2
"""What a forum says that its schema cannot see: other forums, legal bases, and time that must add up."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .conditions import Path
from .forums import Forum
from .problems import Finding, did_you_mean
from .schema import Profile
from .shipped import standard_codes


def forum_findings(profile: Profile) -> Iterator[Finding]:
    """Everything that is wrong with the forums of a profile beyond what each key may hold."""
    forums = {forum.id for forum in profile.forums}
    bases = {basis.code for basis in profile.legal_bases} | standard_codes("legal_bases")
    for number, forum in enumerate(profile.forums):
        path: Path = ("forums", number)
        for place, code in enumerate(forum.admission.after):
            if code not in forums or code == forum.id:
                yield _unknown((*path, "admission", "after", place), code, forums - {forum.id})
        if forum.sharing_basis and forum.sharing_basis not in bases:
            yield _unknown((*path, "sharing_basis"), forum.sharing_basis, bases)
        yield from _time(path, forum)
        yield from _circle(path, forum)


def _unknown(path: Path, code: str, known: set[str]) -> Finding:
    return Finding(path, _("“%(name)s” is not in this profile.") % {"name": code}, did_you_mean(code, known))


def _time(path: Path, forum: Forum) -> Iterator[Finding]:
    """What is said of time must fit into the meeting."""
    needed = (forum.capacity or 1) * (forum.minutes_per_case or 0)
    if needed > forum.minutes:
        message = _("%(needed)s minutes are needed, and the meeting lasts %(minutes)s.")
        yield Finding(
            (*path, "minutes"), message % {"needed": needed, "minutes": forum.minutes},
            _("Make the meeting longer, the time for one shorter, or the capacity smaller."),
        )  # fmt: skip
    if forum.cadence and forum.cadence.first_on and forum.valid_to and forum.cadence.first_on > forum.valid_to:
        yield Finding((*path, "cadence", "first_on"), _("The forum has ended by then."), _("Choose an earlier day."))


def _circle(path: Path, forum: Forum) -> Iterator[Finding]:
    if forum.closed_circle and not forum.fixed_members:
        yield Finding(
            (*path, "closed_circle"), _("A closed circle without fixed members has nobody in it."),
            _("Add fixed_members."),
        )  # fmt: skip
    if forum.without_cases and (forum.admission.rules or forum.admission.any_caseworker):
        yield Finding(
            (*path, "without_cases"), _("This forum never meets about one young person, and yet somebody is admitted to it."),
            _("Take the admission away, or without_cases."),
        )  # fmt: skip
