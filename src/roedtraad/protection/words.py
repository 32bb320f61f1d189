# SPDX-License-Identifier: EUPL-1.2
"""What the tables are called in a copy of one's own data, in words for whoever it is about."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Final[Mapping[str, str | Promise]] = {
    "people.YoungPerson": _("You"),
    "people.Guardian": _("Your parents and guardians"),
    "people.LifeSituation": _("What you have done: school, work and other things"),
    "consent.Consent": _("What you have said yes to"),
    "consent.Sharing": _("What is shared without a yes"),
    "consent.SharedLine": _("Which data is shared, from whom and to whom"),
    "consent.PassedOn": _("What has been passed on"),
    "protection.Opening": _("Emergency access"),
    "protection.LegalHold": _("Why your data may not be deleted yet"),
    "protection.AccessCopy": _("When somebody has asked for this copy"),
    "notices.Notice": _("Notices that we have sent you"),
    "cases.Case": _("Cases"),
    "cases.CaseClosing": _("How cases ended"),
    "cases.CaseFollowUp": _("When we ask how it goes"),
    "cases.ContactPerson": _("Your contact persons"),
    "cases.ContactWish": _("What you have wished for in a contact person"),
    "cases.Contact": _("When we have talked, or tried to"),
    "handover.Handover": _("When somebody else has taken over"),
    "handover.HandoverQuestion": _("Questions about a handover"),
    "journal.Note": _("Notes"),
    "journal.NoteVersion": _("The text of notes"),
    "journal.NoteReader": _("Who may read certain notes"),
    "journal.Attachment": _("Files"),
    "journal.Story": _("Your story"),
    "journal.StoryVersion": _("The text of your story"),
    "plans.Plan": _("Your plan"),
    "plans.Goal": _("Your goals"),
    "plans.Step": _("Steps in the plan"),
    "plans.Agreement": _("Agreements"),
    "plans.PlanText": _("Texts in the plan"),
    "plans.NetworkPerson": _("People in your network"),
    "plans.PyramidLevel": _("How much support you get"),
    "plans.Hypothesis": _("What we think may help"),
    "plans.TrialAction": _("What we have tried"),
    "plans.ProgressionMeasurement": _("How you say that it goes"),
    "plans.PlanVersion": _("Earlier versions of the plan"),
    "plans.SignOff": _("Who has signed the plan"),
    "intake.FutureWorkshop": _("The future workshop"),
    "intake.WorkshopOffer": _("What you were offered at the future workshop"),
    "intake.Enquiry": _("Enquiries about you"),
    "intake.Visitation": _("Where you were referred, and why"),
    "intake.OutreachRow": _("When we have looked for you"),
    "intake.AnswerLink": _("Links that you could answer by"),
    "intake.Answer": _("What you have answered"),
    "detection.Signal": _("Reminders about you that our staff got"),
    "portal.PortalIdentity": _("Who may use the portal on your behalf"),
    "portal.Invitation": _("Invitations to the portal"),
    "portal.Conversation": _("Your conversation with the contact person"),
    "portal.Message": _("Messages"),
}
"""By the model's label. Labels are text, because this room stands below most of those that have the tables."""

NAMES_STAFF: Final = frozenset({"cases.ContactPerson.account"})
"""Where a copy names a colleague: the young person's own contact person. Elsewhere it says the role and the department."""
