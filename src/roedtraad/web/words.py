# SPDX-License-Identifier: EUPL-1.2
"""Rights, scopes and parts of a person's page in words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.rights import Part, Right, Scope

RIGHT_WORDS: Final = {
    Right.SEE_PERSON: _("see young people"),
    Right.EDIT_PERSON: _("change what is recorded"),
    Right.REVEAL_CPR: _("see a full CPR number"),
    Right.SEARCH_BY_CPR: _("search by full CPR number"),
    Right.RECORD_CONTACT: _("record contact"),
    Right.ASSIGN_CONTACT_PERSON: _("name a contact person"),
    Right.HANDLE_SIGNALS: _("handle signals"),
    Right.SEE_UNIT_FIGURES: _("see the unit's figures"),
    Right.EXPORT_LISTS: _("take out lists"),
    Right.IMPORT_DATA: _("import files"),
    Right.SEE_WHO_LOOKED: _("see who has looked at a person"),
    Right.SEE_LOG: _("see the log"),
    Right.SEE_ORGANISATION: _("see the organisation and its rules"),
    Right.EDIT_ORGANISATION: _("change the organisation"),
    Right.SIMULATE_RULES: _("try rules out"),
    Right.MANAGE_ACCOUNTS: _("manage accounts and roles"),
    Right.RUN_SWEEP: _("run the rules now"),
}
SCOPE_WORDS: Final = {
    Scope.OWN: _("those whom one follows oneself"),
    Scope.UNIT: _("those with an open case in one's unit"),
    Scope.DEPARTMENT: _("those with an open case in one's department"),
    Scope.SCHOOL: _("the pupils of one's school"),
    Scope.UNIT_SIGNALS: _("those with an open signal in one's unit"),
    Scope.CITIZEN: _("oneself, one's child or whom one represents"),
    Scope.GLASS: _("those opened in an emergency, for some hours and with a reason"),
}
PART_WORDS: Final = {
    Part.IDENTITY: _("name and date of birth"),
    Part.CONTACT_DETAILS: _("phone, e-mail and address"),
    Part.PROTECTED_ADDRESS: _("a protected address"),
    Part.GUARDIANS: _("parents and guardians"),
    Part.SCHOOL: _("school and grade"),
    Part.SPECIAL_NEEDS: _("special class and support"),
    Part.SITUATIONS: _("education, work and benefit"),
    Part.CASES: _("cases"),
    Part.CONTACTS: _("contacts"),
    Part.SIGNALS: _("signals"),
    Part.STORY: _("the story told once"),
    Part.PLAN: _("the plan"),
    Part.NOTES: _("notes"),
    Part.CONSENTS: _("consents and sharing"),
    Part.HANDOVERS: _("handovers"),
    Part.MEETINGS: _("meetings"),
    Part.MESSAGES: _("messages with the young person"),
}
