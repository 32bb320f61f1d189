# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.audit.models import LogDetail
from roedtraad.kernel.clock import midnight
from roedtraad.kernel.contributions import (
    ActType,
    EmergencyReader,
    NightlyJob,
    PersonRelation,
    RetentionPart,
    act_types,
    emergency_readers,
    nightly_jobs,
    person_relations,
    retention_parts,
)
from roedtraad.kernel.rights import Scope
from roedtraad.protection import checks, desk, emergency, jobs

__all__ = ("checks", "register")


def register() -> None:
    """The relation of an emergency, acts, boxes of the desk, the nightly work, and the log's own retention."""
    person_relations.register(PersonRelation("emergency", Scope.GLASS, emergency.persons_in_relation, is_timed=True))
    emergency_readers.register(EmergencyReader("opening", emergency.persons_opened))
    retention_parts.register(RetentionPart("log", "log", _("what stands in the log beside its rows"), _old_log_values))
    nightly_jobs.register(NightlyJob("nightly_protection", _("Samples of the log"), dt.time(4, 15), jobs.nightly))
    nightly_jobs.register(
        NightlyJob("nightly_deletion", _("Delete what goes by itself"), dt.time(4, 10), jobs.delete_tonight)
    )
    desk.register()
    for name, title in (
        ("emergency_opened", _("Opened a person in an emergency")),
        ("emergency_closed", _("Closed an emergency access")),
        ("emergency_acknowledged", _("Looked into an emergency access")),
        ("emergency_tried", _("Asked for emergency access to somebody who is not known")),
        ("protection_seen", _("Saw a page of data protection")),
        ("protection_exported", _("Took out a list of data protection")),
        ("looks_drawn", _("Drew the sample of looks")),
        ("looks_reminded", _("Reminded of looks to check")),
        ("looks_passed_on", _("Passed looks on to the data protection officer")),
        ("look_checked", _("Checked a look")),
        ("sample_seen", _("Saw drawn looks")),
        ("sample_drawn_again", _("Checked a draw")),
        ("copy_asked", _("Asked for a copy of their own data")),
        ("copy_made", _("Made a copy of everything about a person")),
        ("copy_handed_out", _("Handed out a copy of a person's own data")),
        ("hold_set", _("Set a legal hold")),
        ("hold_lifted", _("Lifted a legal hold")),
        ("retention_listed", _("Listed what is kept long enough")),
        ("archive_package_made", _("Made a package for the archive")),
        ("package_taken", _("Took out a package for the archive")),
        ("archive_received", _("Noted the archive's receipt")),
        ("person_deleted", _("Deleted a person")),
        ("records_deleted", _("Deleted records that are over their time")),
    ):
        act_types.register(ActType(name, title))


def _old_log_values(before: dt.date) -> "QuerySet[LogDetail]":
    """The values of the log's rows before a day; the rows themselves and their chain stay."""
    return LogDetail.objects.filter(entry__at__lt=midnight(before))
