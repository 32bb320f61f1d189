# SPDX-License-Identifier: EUPL-1.2
"""What the parts, keys and codes of a profile are called on screen and on the command line."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roedtraad.organisation.profile import CODE_WORDS

SECTIONS: Final[Mapping[str, Promise]] = {
    "about": _("Who we are"),
    "models": _("How we are organised"),
    "departments": _("Departments"),
    "units": _("Units"),
    "laws": _("Laws"),
    "roles": _("Roles and what we call them"),
    "target_groups": _("Target groups"),
    "methods": _("Methods"),
    "forums": _("Forums"),
    "budget": _("Budget"),
    "committees": _("Political committees"),
    "gains": _("Gains that we report"),
    "rules": _("Rules"),
    "limits": _("Ages, deadlines and limits"),
    "status_currency": _("For how long a status is believed"),
    "contact_targets": _("How soon people are contacted"),
    "practice_then_and_now": _("Described practice, then and now"),
    "facts": _("Worth knowing"),
    "sample": _("Sizes for made-up people"),
}
"""The parts of a profile in the order in which they are read."""

FIELDS: Final[Mapping[str, Promise]] = {
    "ad_hoc_members": _("Called in when needed"),
    "admission": _("How a case gets in"),
    "aged_13_30": _("Young people aged 13-30"),
    "ages": _("Ages"),
    "cadence": _("How often"),
    "certainty": _("How sure we are"),
    "code": _("Code"),
    "condition": _("Condition"),
    "contacted_within_days": _("Contacted within (days)"),
    "contributing": _("Who pays"),
    "days": _("Days"),
    "department": _("Department"),
    "described": _("As described"),
    "described_as_of": _("Described as of"),
    "described_from": _("From"),
    "described_to": _("To"),
    "description": _("Description"),
    "disciplines": _("Disciplines"),
    "door": _("How to reach it"),
    "due": _("Due"),
    "enabled": _("Switched on"),
    "fictional": _("Made up"),
    "figures": _("Figures"),
    "fixed_members": _("Fixed members"),
    "format": _("Format"),
    "has_authority": _("Makes decisions (authority)"),
    "id": _("Id"),
    "indicator": _("Indicator"),
    "inhabitants": _("Inhabitants"),
    "is_entry": _("The one entry"),
    "kind": _("Kind"),
    "kle": _("KLE number"),
    "languages": _("Languages"),
    "law": _("Law"),
    "laws": _("Laws"),
    "leads_to": _("Leads to"),
    "levels": _("Levels"),
    "may_grant": _("May grant"),
    "model": _("Model"),
    "municipality": _("Municipality"),
    "name": _("Name"),
    "neet_percent": _("Neither in education nor work, percent"),
    "note": _("Note"),
    "offers": _("Offers"),
    "period": _("Holds"),
    "primary": _("First in line"),
    "reached_within_days": _("Reached within (days)"),
    "refers": _("What is put before it"),
    "repeats": _("Repeats"),
    "replaced_by": _("Replaced by"),
    "schools": _("Schools"),
    "soft_lower": _("Lower age is a guide line"),
    "soft_upper": _("Upper age is a guide line"),
    "source": _("Source"),
    "summary": _("In short"),
    "text": _("Text"),
    "title": _("Title"),
    "today": _("Today"),
    "today_from": _("Today's rule since"),
    "unit": _("Unit"),
    "units": _("Units"),
    "valid_from": _("From"),
    "valid_to": _("To"),
    "value": _("Value"),
    "variant": _("Variant"),
    "when": _("When"),
}

WORDS: Final[Mapping[str, Promise]] = {
    "network_meetings": _("network meetings on a case"),
    "unified": _("unified organisation"),
    "cross_team": _("cross-disciplinary team"),
    "ad_hoc": _("called when a case needs it"),
    "fixed_intervals": _("at fixed intervals"),
    "with_authority": _("with authority"),
    "without_authority": _("without authority"),
    "network_based": _("network-based"),
    "network_meeting": _("network meeting"),
    "conference": _("conference"),
    "transition_forum": _("transition forum"),
    "plenary": _("meeting of all staff"),
    "visitation": _("visitation"),
    "future_workshop": _("future workshop"),
    "single": _("one budget"),
    "shared": _("shared budget"),
    "contributed": _("departments contribute"),
    "per_department": _("each department pays its own"),
    "verified": _("verified"),
    "partly": _("partly verified"),
    "to_be_confirmed": _("to be confirmed"),
    "assumption": _("assumption"),
    "qualifying_education_completed": _("qualifying education completed"),
    "on_public_support": _("on public support"),
    "average_duration": _("average duration"),
    "broken_off_courses": _("broken-off courses"),
    "persons_involved_per_case": _("persons involved per case"),
    "on_special_needs_education": _("on special needs education (STU)"),
    "spending_on_support": _("spending on support"),
    "whole_case_decisions": _("decisions on the whole case"),
    "once": _("once"),
    "yearly": _("every year"),
    "while_true": _("as long as it holds"),
    "mandatory": _("mandatory"),
    "suggested": _("suggested"),
    "years": _("years"),
    "months": _("months"),
    "weeks": _("weeks"),
    "days": _("days"),
    "working_days": _("working days"),
    "hours": _("hours"),
    "lessons": _("lessons"),
    "percent": _("percent"),
    "da": _("Danish"),
    "en": _("English"),
    "contact_person": _("contact person"),
    "authority_caseworker": _("caseworker with authority"),
    "guidance_counsellor": _("guidance counsellor"),
    "school_representative": _("school representative"),
    "company_consultant": _("company consultant"),
    "unit_leader": _("unit leader"),
    "secretariat": _("secretariat"),
    "data_protection_officer": _("data protection officer"),
    "municipal_administrator": _("municipal administrator"),
    "system_operator": _("system operator"),
    "young_person": _("young person"),
    "guardian": _("guardian"),
    "company": _("company"),
    "committee_member": _("committee member"),
}


def word_for(code: str) -> str:
    """A code in the reader's language; a code without words is shown as it is."""
    if code in WORDS:
        return str(WORDS[code])
    return CODE_WORDS[code].get(get_language() or "da") if code in CODE_WORDS else code


def label_of(field: str) -> str:
    """The label of a key of the profile."""
    return str(FIELDS.get(field, field))


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
