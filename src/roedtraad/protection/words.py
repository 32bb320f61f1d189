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
    "meetings.AgendaItem": _("Meetings about you"),
    "meetings.ItemSignal": _("Why you came on an agenda"),
    "meetings.Participant": _("Who takes part in meetings about you"),
    "meetings.AgreementLine": _("What was agreed at meetings"),
    "meetings.DecisionRequest": _("What a meeting asked somebody to decide"),
    "meetings.Minutes": _("Minutes of meetings about you"),
    "meetings.MinutesVersion": _("What the minutes say"),
    "meetings.MinutesAnswer": _("What people have answered to the minutes"),
    "portal.PortalIdentity": _("Who may use the portal on your behalf"),
    "portal.Invitation": _("Invitations to the portal"),
    "portal.Conversation": _("Your conversation with the contact person"),
    "portal.Message": _("Messages"),
}
"""By the model's label. Labels are text, because this room stands below most of those that have the tables."""

NAMES_STAFF: Final = frozenset({"cases.ContactPerson.account"})
"""Where a copy names a colleague: the young person's own contact person. Elsewhere it says the role and the department."""

ONLY_FOR_SEARCH: Final = frozenset(
    {"people.YoungPerson.search_given", "people.YoungPerson.search_family", "people.YoungPerson.sort_name"}
)
"""The name once more, spelled for search and for the alphabet: a copy has it as it is written."""

_WHO: Final = _("Who")
_WHEN: Final = _("When")
FIELDS: Final[Mapping[str, str | Promise]] = {
    **dict.fromkeys(("account", "author", "made_by", "recorded_by", "written_by", "measured_by", "set_by"), _WHO),
    **dict.fromkeys(("tried_by", "settled_by", "passed_by", "registered_by", "approval_recorded_by", "state_by"), _WHO),
    **dict.fromkeys(("first", "second", "worker", "holder", "assignee"), _WHO),
    **dict.fromkeys(("made_at", "recorded_at", "written_at", "added_at", "passed_at", "started_at", "signed_at"), _WHEN),
    **dict.fromkeys(("state_at", "raised_on", "received_at", "received_on"), _WHEN),
    **dict.fromkeys(("first_discipline", "second_discipline"), _("Field of work")),
    **dict.fromkeys(("unit", "to_unit"), _("Unit")),
    **dict.fromkeys(("asked_by",), _("Asked by")),
    **dict.fromkeys(("asked_at",), _("Asked")),
    **dict.fromkeys(("answered_at", "answered_on"), _("Answered")),
    **dict.fromkeys(("answered_by",), _("Answer given by")),
    **dict.fromkeys(("from_account", "from_department"), _("From")),
    **dict.fromkeys(("to_account", "to_department"), _("To")),
    **dict.fromkeys(("escalated_on", "escalates_on"), _("Goes to the leader")),
    **dict.fromkeys(("ended_as", "withdrawn_as"), _("Taken back as")),
    **dict.fromkeys(("brought_by", "prepared_by", "taken_off_by", "asked_account", "participant"), _WHO),
    **dict.fromkeys(("decider", "decider_unit"), _("Who may decide")),
    **dict.fromkeys(("seat", "stands_in_for"), _("Comes for")),
    **dict.fromkeys(("sent_at", "invited_at"), _("Sent")),
    **dict.fromkeys(("carries", "carried_from"), _("Not reached before")),
    **dict.fromkeys(("ended_by", "withdrawn_by"), _("Taken back by")),
    "added_on": _WHEN, "waiting_since": _("Waits since"), "payer": _("Who pays"), "state_because": _("Reason"),
    "is_pinned": _("Place given"), "prepared_at": _("Prepared"), "began_at": _("From"), "ended_at": _("To"),
    "seen_until": _("Those who were there can see you until"), "item": _("Meeting about you"), "signal": _("Reminder"),
    "meeting": _("Meeting"), "is_young_person": _("It is you"), "is_proposed": _("Proposed by the system"),
    "replied_at": _("Answered"), "is_removed": _("Taken back"), "agreement": _("Agreement in the plan"),
    "line": _("Agreement"), "asked_unit": _("Unit that is asked"), "plain_sent_at": _("Given to you"),
    "approved_on": _("Approved"), "minutes": _("The minutes"),
    "about_cpr": _("CPR number"), "acknowledged_by": _("Seen by"), "approved_at": _("Approved"),
    "approved_how": _("How it was approved"), "by_young_person": _("Written by you"), "case": _("Case"),
    "caseworker": _("Caseworker"), "closed_because": _("Why it was closed"), "closed_on": _("Closed"),
    "consent": _("Consent"), "contact_person": _("Contact person"), "conversation": _("Conversation"),
    "cpr_sealed": _("CPR number"), "decided_by": _("Decided by"), "decided_unit": _("Decided by the unit"),
    "declined_at": _("Declined"), "department": _("Department"), "document": _("Text"), "enquiry": _("Enquiry"),
    "evidence": _("What it rests on"), "explained_by": _("Explained by"), "guardian": _("Guardian"),
    "handed_out_by": _("Handed out by"), "handover": _("Handover"), "hypothesis": _("What we thought"),
    "identity": _("Access to the portal"), "is_request": _("Asked for by the receiver"), "level": _("Level"),
    "note": _("Note"), "number": _("Number"), "occurrence": _("Which time"), "order": _("Order"),
    "origins": _("Where it comes from"), "outreach": _("List"), "paid_by": _("Paid by"), "plan": _("Plan"),
    "realistic_by": _("Found realistic by"), "reminded_on": _("Reminded"), "replaced_by": _("Replaced by"),
    "responsible": _("Who does it"), "returned_on": _("Given back"), "rule": _("Rule"), "school": _("School"),
    "settled_on": _("Settled"), "sharing": _("Sharing"), "snoozed_to": _("Put off until"), "source": _("Source"),
    "state": _("State"), "state_reason": _("Reason"), "step": _("Step"), "story": _("Story"),
    "taken_back": _("Parts taken back"), "taken_by": _("Taken by"), "version": _("Version"),
    "withdrawn_at": _("Taken back"), "workshop": _("Future workshop"), "proud": _("What I am proud of"),
    "matters": _("What matters to me"), "hard": _("What has been hard"), "helps": _("What helps"),
    "not_again": _("What I do not want to tell again"),
}  # fmt: skip
"""What a column is called when its table does not say; by its name alone, since rooms call the same thing the same."""

SOURCES: Final = (
    _("BEK 995 of 3 August 2010: nothing is deleted before the archive has had it; the period is the municipality's"),
    _("As for the young person's whole file"),
    _("For an enquiry that never became a case"),
    _("Follows the case; counted from the last message"),
    _("Proof that a notice has left"),
    _("The chain stays, the names in it go"),
)
"""Where the standards' own rules of retention come from. A municipality writes its sources in its own language."""
