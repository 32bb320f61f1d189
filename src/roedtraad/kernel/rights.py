# SPDX-License-Identifier: EUPL-1.2
"""What each role may do and see: the one table behind every policy (DESIGN §6, default deny).

A right says *what*, a scope says *about whom*. The relation of a person to the actor (contact person, case in the unit …)
is decided by the rooms that know it; see `contributions.PersonRelation`.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from roedtraad.kernel.actor import Actor, Role


class Right(StrEnum):
    """What may be done; about which persons follows from the scope of the role."""

    SEE_PERSON = "see_person"
    EDIT_PERSON = "edit_person"
    REVEAL_CPR = "reveal_cpr"
    SEARCH_BY_CPR = "search_by_cpr"
    RECORD_CONTACT = "record_contact"
    ASSIGN_CONTACT_PERSON = "assign_contact_person"
    HANDLE_SIGNALS = "handle_signals"
    SEE_UNIT_FIGURES = "see_unit_figures"
    EXPORT_LISTS = "export_lists"
    IMPORT_DATA = "import_data"
    SEE_WHO_LOOKED = "see_who_looked"
    SEE_LOG = "see_log"
    SEE_ORGANISATION = "see_organisation"
    EDIT_ORGANISATION = "edit_organisation"
    SIMULATE_RULES = "simulate_rules"
    MANAGE_ACCOUNTS = "manage_accounts"
    RUN_SWEEP = "run_sweep"
    ANSWER_ENQUIRIES = "answer_enquiries"
    MANAGE_CASES = "manage_cases"
    HAND_OVER = "hand_over"
    DECIDE_HANDOVERS = "decide_handovers"
    WRITE_NOTES = "write_notes"
    EDIT_PLAN = "edit_plan"
    SHARE_DATA = "share_data"
    SET_SHARING_RULES = "set_sharing_rules"
    BREAK_GLASS = "break_glass"
    CHECK_LOOKS = "check_looks"
    DRAW_LOOKS = "draw_looks"
    HANDLE_DATA_RIGHTS = "handle_data_rights"
    INVITE_TO_PORTAL = "invite_to_portal"
    SEE_PORTAL = "see_portal"
    WRITE_OWN = "write_own"
    SIGN_PLAN = "sign_plan"
    GIVE_CONSENT = "give_consent"
    SEE_MEETINGS = "see_meetings"
    PREPARE_MEETINGS = "prepare_meetings"
    PLAN_MEETINGS = "plan_meetings"
    SEE_FORUM_FIGURES = "see_forum_figures"
    ANSWER_INVITATION = "answer_invitation"


class Scope(StrEnum):
    """About whom: own relation only; the whole unit; the whole department; the pupils of named schools; the entry's open signals;
    the citizen themself, their child or whom they represent; a person opened in an emergency."""

    OWN = "own"
    UNIT = "unit"
    DEPARTMENT = "department"
    SCHOOL = "school"
    UNIT_SIGNALS = "unit_signals"
    CITIZEN = "citizen"
    GLASS = "glass"


class Part(StrEnum):
    """Parts of a person's page; a role sees the named parts of the persons it may see, and no others."""

    IDENTITY = "identity"
    CONTACT_DETAILS = "contact_details"
    PROTECTED_ADDRESS = "protected_address"
    GUARDIANS = "guardians"
    SCHOOL = "school"
    SPECIAL_NEEDS = "special_needs"
    SITUATIONS = "situations"
    CASES = "cases"
    CONTACTS = "contacts"
    SIGNALS = "signals"
    STORY = "story"
    PLAN = "plan"
    NOTES = "notes"
    CONSENTS = "consents"
    HANDOVERS = "handovers"
    MESSAGES = "messages"
    MEETINGS = "meetings"


_CASEWORK: Final = frozenset({
    Right.SEE_PERSON, Right.EDIT_PERSON, Right.REVEAL_CPR, Right.SEARCH_BY_CPR, Right.RECORD_CONTACT,
    Right.HANDLE_SIGNALS, Right.EXPORT_LISTS, Right.SEE_ORGANISATION, Right.ASSIGN_CONTACT_PERSON,
    Right.ANSWER_ENQUIRIES, Right.MANAGE_CASES, Right.HAND_OVER, Right.WRITE_NOTES, Right.EDIT_PLAN, Right.SHARE_DATA,
    Right.BREAK_GLASS, Right.INVITE_TO_PORTAL, Right.SEE_MEETINGS, Right.PREPARE_MEETINGS,
})  # fmt: skip
_ALL_PARTS: Final = frozenset(Part)
_THEIR_OWN: Final = frozenset({
    Part.IDENTITY, Part.CONTACT_DETAILS, Part.PROTECTED_ADDRESS, Part.SCHOOL, Part.SITUATIONS, Part.CASES, Part.CONTACTS,
    Part.STORY, Part.PLAN, Part.CONSENTS, Part.HANDOVERS, Part.MESSAGES, Part.MEETINGS,
})  # fmt: skip
"""What the young person reads of themself in the portal; not the parents' addresses, and notes only in the copy one asks for."""

RIGHTS: Final = MappingProxyType({
    Role.CONTACT_PERSON: _CASEWORK | {Right.SEE_WHO_LOOKED},
    Role.AUTHORITY_CASEWORKER: _CASEWORK,
    Role.GUIDANCE_COUNSELLOR: _CASEWORK,
    Role.SCHOOL_REPRESENTATIVE: frozenset({Right.SEE_PERSON, Right.RECORD_CONTACT, Right.SEE_MEETINGS}),
    Role.COMPANY_CONSULTANT: frozenset({
        Right.SEE_PERSON, Right.RECORD_CONTACT, Right.SEE_ORGANISATION, Right.SEE_MEETINGS,
    }),
    Role.UNIT_LEADER: _CASEWORK | {Right.SEE_UNIT_FIGURES, Right.SEE_WHO_LOOKED, Right.RUN_SWEEP, Right.SIMULATE_RULES} | {
        Right.DECIDE_HANDOVERS, Right.CHECK_LOOKS, Right.PLAN_MEETINGS, Right.SEE_FORUM_FIGURES,
    },
    Role.SECRETARIAT: frozenset({
        Right.SEE_UNIT_FIGURES, Right.IMPORT_DATA, Right.SEE_ORGANISATION, Right.EDIT_ORGANISATION,
        Right.SIMULATE_RULES, Right.RUN_SWEEP, Right.SEE_MEETINGS, Right.PLAN_MEETINGS, Right.SEE_FORUM_FIGURES,
    }),
    Role.DATA_PROTECTION_OFFICER: frozenset({
        Right.SEE_WHO_LOOKED, Right.SEE_LOG, Right.SEE_ORGANISATION, Right.SET_SHARING_RULES, Right.DRAW_LOOKS,
        Right.HANDLE_DATA_RIGHTS,
    }),
    Role.MUNICIPAL_ADMINISTRATOR: frozenset({
        Right.MANAGE_ACCOUNTS, Right.SEE_ORGANISATION, Right.EDIT_ORGANISATION, Right.SIMULATE_RULES,
    }),
    Role.SYSTEM_OPERATOR: frozenset({Right.SEE_ORGANISATION}),
    Role.YOUNG_PERSON: frozenset({
        Right.SEE_PORTAL, Right.WRITE_OWN, Right.SIGN_PLAN, Right.GIVE_CONSENT, Right.ANSWER_INVITATION,
    }),
    Role.GUARDIAN: frozenset({Right.SEE_PORTAL, Right.SIGN_PLAN, Right.GIVE_CONSENT, Right.ANSWER_INVITATION}),
    Role.REPRESENTATIVE: frozenset({Right.SEE_PORTAL}),
    Role.COMPANY: frozenset[Right](),
    Role.COMMITTEE_MEMBER: frozenset[Right](),
})  # fmt: skip

SCOPES: Final = MappingProxyType({
    Role.CONTACT_PERSON: frozenset({Scope.OWN, Scope.GLASS}),
    Role.AUTHORITY_CASEWORKER: frozenset({Scope.OWN, Scope.UNIT, Scope.GLASS}),
    Role.GUIDANCE_COUNSELLOR: frozenset({Scope.OWN, Scope.UNIT, Scope.SCHOOL, Scope.UNIT_SIGNALS, Scope.GLASS}),
    Role.SCHOOL_REPRESENTATIVE: frozenset({Scope.SCHOOL}),
    Role.COMPANY_CONSULTANT: frozenset({Scope.OWN}),
    Role.UNIT_LEADER: frozenset({Scope.OWN, Scope.UNIT, Scope.DEPARTMENT, Scope.UNIT_SIGNALS, Scope.GLASS}),
    Role.YOUNG_PERSON: frozenset({Scope.CITIZEN}),
    Role.GUARDIAN: frozenset({Scope.CITIZEN}),
    Role.REPRESENTATIVE: frozenset({Scope.CITIZEN}),
})  # fmt: skip

PARTS: Final = MappingProxyType({
    Role.CONTACT_PERSON: _ALL_PARTS,
    Role.AUTHORITY_CASEWORKER: _ALL_PARTS,
    Role.GUIDANCE_COUNSELLOR: _ALL_PARTS - {Part.PROTECTED_ADDRESS},
    Role.SCHOOL_REPRESENTATIVE: frozenset({Part.IDENTITY, Part.SCHOOL, Part.CONTACTS, Part.MEETINGS}),
    Role.COMPANY_CONSULTANT: frozenset({
        Part.IDENTITY, Part.CONTACT_DETAILS, Part.SITUATIONS, Part.CONTACTS, Part.MEETINGS,
    }),
    Role.UNIT_LEADER: _ALL_PARTS,
    Role.YOUNG_PERSON: _THEIR_OWN,
    Role.GUARDIAN: frozenset({
        Part.IDENTITY, Part.SCHOOL, Part.CASES, Part.CONTACTS, Part.PLAN, Part.CONSENTS, Part.HANDOVERS,
        Part.MEETINGS,
    }),
    Role.REPRESENTATIVE: frozenset({Part.IDENTITY, Part.CONTACTS, Part.PLAN}),
})  # fmt: skip


def has_right(actor: Actor, right: Right) -> bool:
    """Whether any role of the actor gives the right; the system may do everything that has no person behind it."""
    return actor.is_system or any(right in RIGHTS[role] for role in actor.roles)


def roles_with_scope(scope: Scope, right: Right | None = Right.SEE_PERSON) -> frozenset[Role]:
    """The roles for which `scope` holds and which have `right`; with None, whatever their rights."""
    return frozenset(
        role for role, scopes in SCOPES.items() if scope in scopes and (right is None or right in RIGHTS[role])
    )


def roles_with_right(right: Right) -> frozenset[Role]:
    """Every role that has the right."""
    return frozenset(role for role, rights in RIGHTS.items() if right in rights)
