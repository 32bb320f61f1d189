# SPDX-License-Identifier: EUPL-1.2
"""The access table: what happens at every named address, for everybody, whoever's it is. docs/access.md is printed from it.

It is written out on purpose and knows nothing of `kernel/rights.py`: a change of a right must show here as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from tests.access.stage import ANONYMOUS, CITIZENS, COLLEAGUE_IN_SECRETARIAT, EVERYBODY, NOBODY_HAS, RULE, Stage

Keys = frozenset[str]


def keys(*names: str) -> Keys:
    return frozenset(names)


# Who is who. The names are those of tests/cast.py.
ALL: Final = frozenset(EVERYBODY)
SIGNED_IN: Final = ALL - {ANONYMOUS, *CITIZENS}
NOBODY: Final = keys()
LEADERS: Final = keys("leader", "other_leader")
CASEWORK: Final = LEADERS | keys(
    "contact_person", "former_contact_person", "caseworker", "colleague", "other_caseworker", "counsellor"
)
SCHOOL: Final = keys("school_representative", "other_school_representative")
SEES_PEOPLE: Final = CASEWORK | SCHOOL | keys("consultant")
SEES_ORGANISATION: Final = CASEWORK | keys(
    "consultant", "secretariat", "data_protection_officer", "administrator", "operator"
)
EDITS_ORGANISATION: Final = keys("secretariat", "administrator")
SIMULATES: Final = LEADERS | keys("secretariat", "administrator")
SEES_FIGURES: Final = LEADERS | keys("secretariat")
IMPORTS: Final = keys("secretariat")
SEES_LOG: Final = keys("data_protection_officer")
SEES_WHO_LOOKED: Final = LEADERS | keys("contact_person", "former_contact_person", "data_protection_officer")
MANAGES_ACCOUNTS: Final = keys("administrator")

# Whose business the two young people are. For everybody else they do not exist.
ALMAS: Final = keys(
    "contact_person", "caseworker", "colleague", "counsellor", "school_representative", "consultant", "leader"
)
VIGGOS: Final = keys("other_caseworker", "other_leader", "other_school_representative")

OWN, OTHERS, MISSING, CROSSED = "own", "other's", "missing", "crossed"


@dataclass(frozen=True)
class Thing:
    """What an address or a form names: its arguments, for whom it exists, and whether it is there at all."""

    args: Callable[[Stage], Mapping[str, Any]]
    sees: Keys = ALL
    exists: bool = True


Things = Mapping[str, Thing]

NOTHING: Final[Things] = {"": Thing(lambda _: {})}
PERSON: Final[Things] = {
    OWN: Thing(lambda s: {"person_id": s.alma.pk}, ALMAS),
    OTHERS: Thing(lambda s: {"person_id": s.viggo.pk}, VIGGOS),
    MISSING: Thing(lambda _: {"person_id": NOBODY_HAS}, NOBODY, exists=False),
}
SITUATION: Final[Things] = {
    OWN: Thing(lambda s: {"person_id": s.alma.pk, "situation_id": s.situation.pk}, ALMAS),
    OTHERS: Thing(lambda s: {"person_id": s.viggo.pk, "situation_id": s.other_situation.pk}, VIGGOS),
    MISSING: Thing(lambda s: {"person_id": s.alma.pk, "situation_id": NOBODY_HAS}, ALMAS, exists=False),
    CROSSED: Thing(lambda s: {"person_id": s.alma.pk, "situation_id": s.other_situation.pk}, ALMAS, exists=False),
}
CONTACT_PERSON: Final[Things] = {
    OWN: Thing(lambda s: {"pk": s.contact_person.pk}, ALMAS),
    OTHERS: Thing(lambda s: {"pk": s.other_contact_person.pk}, VIGGOS),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
}
SIGNAL: Final[Things] = {
    OWN: Thing(lambda s: {"pk": s.signal.pk}, ALMAS),
    OTHERS: Thing(lambda s: {"pk": s.other_signal.pk}, VIGGOS),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
}
CHOSEN: Final[Things] = {name: replace(one, args=lambda _: {}) for name, one in SIGNAL.items()}
"""Signals that are named in the form, not in the address."""
LOG_OF: Final[Things] = {
    OWN: replace(PERSON[OWN], sees=ALMAS | SEES_LOG),
    OTHERS: replace(PERSON[OTHERS], sees=VIGGOS | SEES_LOG),
    MISSING: PERSON[MISSING],
}
ACCOUNT: Final[Things] = {
    OWN: Thing(lambda s: {"account_id": s.cast.accounts["administrator"].pk}),
    OTHERS: Thing(lambda s: {"account_id": s.cast.accounts["colleague"].pk}),
    MISSING: Thing(lambda _: {"account_id": NOBODY_HAS}, exists=False),
}
NO_PICTURE: Final[Things] = {"": Thing(lambda s: {"account_id": s.cast.accounts["colleague"].pk})}
ROLE_OF: Final[Things] = {
    OWN: Thing(lambda s: _role_of(s, "administrator", "administrator")),
    OTHERS: Thing(lambda s: _role_of(s, "colleague", "colleague")),
    MISSING: Thing(
        lambda s: {"account_id": s.cast.accounts["colleague"].pk, "assignment_id": NOBODY_HAS}, exists=False
    ),
    CROSSED: Thing(lambda s: _role_of(s, "colleague", "caseworker"), exists=False),
}
VERSION: Final[Things] = {
    "": Thing(lambda s: {"number": s.version.pk}),
    MISSING: Thing(lambda _: {"number": NOBODY_HAS}, exists=False),
}
A_RULE: Final[Things] = {
    "": Thing(lambda _: {"rule": RULE}),
    MISSING: Thing(lambda _: {"rule": "no_such_rule"}, exists=False),
}
SECTION: Final[Things] = {
    "": Thing(lambda _: {"section": "units", "key": "authority"}),
    MISSING: Thing(lambda _: {"section": "units", "key": "no_such_unit"}, exists=False),
    CROSSED: Thing(lambda _: {"section": "no_such_section", "key": "authority"}, exists=False),
}
FILE: Final[Things] = {
    "csv": Thing(lambda _: {"extension": "csv"}),
    "xlsx": Thing(lambda _: {"extension": "xlsx"}),
    MISSING: Thing(lambda _: {"extension": "exe"}, exists=False),
}
A_FILE: Final[Things] = {name: FILE[name] for name in ("csv", "xlsx")}
"""Where the address itself allows no other ending."""
FACTOR: Final[Things] = {
    OTHERS: Thing(lambda s: {"pk": s.factor.pk}, NOBODY),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
}
UPLOAD: Final[Things] = {
    OWN: Thing(lambda s: {"token": s.upload("secretariat").token}),
    OTHERS: Thing(lambda s: {"token": s.upload(COLLEAGUE_IN_SECRETARIAT).token}, NOBODY),
    MISSING: Thing(lambda _: {"token": UUID(int=0)}, NOBODY, exists=False),
}
LINK: Final[Things] = {MISSING: Thing(lambda _: {"key": "MQ", "token": "spent"})}


def _role_of(stage: Stage, key: str, whose: str) -> Mapping[str, Any]:
    role = stage.cast.accounts[whose].assignments.get()
    return {"account_id": stage.cast.accounts[key].pk, "assignment_id": role.pk}


def _nothing(_stage: Stage, _thing: str) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Page:
    """One named address: who has it at all (others 403), whose things one finds there (others 404), and what then happens.

    `get` and `post` are the answers to those who get through, None where the method does not exist. `allowed` are those who,
    seeing the person, may also do this (others 403). `method_first`: a wrong method is refused before anybody is asked who
    they are. `but` are answers of their own for some people, `also` those to methods that the sign-in library takes as a form.
    """

    name: str
    opens: Keys
    things: Things = field(default_factory=lambda: NOTHING)
    get: int | None = 200
    post: int | None = None
    data: Callable[[Stage, str], Mapping[str, Any]] = _nothing
    allowed: Keys = ALL
    method_first: bool = True
    but: Mapping[tuple[str, Keys], int] = field(default_factory=dict)
    also: Mapping[str, int] = field(default_factory=dict)
    missing: int = 404
    query: str = ""
    sensitive: bool = False
    citizens: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """What a citizen gets in the portal, read and sent; at every other page they are led to the sign-in."""

    def expected(self, key: str, method: str, thing: Thing, label: str = "") -> int:
        """The status of the answer."""
        asked = "GET" if method == "HEAD" else method
        own = next(
            (
                status
                for (which, who), status in self.but.items()
                if which in (asked, f"{asked} {label}") and key in who
            ),
            None,
        )
        status = {"GET": self.get, "POST": self.post, **self.also}.get(asked)
        if status is None and self.method_first:
            return 405
        if key not in self.opens:
            if key in CITIZENS:
                return self.citizens.get(key, (302, 302))[asked == "POST"]
            return 302 if key == ANONYMOUS else 403
        if status is None:
            return 405
        if key not in thing.sees:
            return self.missing
        if key not in self.allowed:
            return 403
        if not thing.exists:
            return self.missing
        return status if own is None else own


def _chosen(act: str) -> Callable[[Stage, str], Mapping[str, Any]]:
    def data(stage: Stage, label: str) -> Mapping[str, Any]:
        return {"act": act, "chosen": SIGNAL[label].args(stage)["pk"]}

    return data


_OWN_ACCOUNT: Final = {(f"POST {OWN}", MANAGES_ACCOUNTS): 403}
"""Nobody changes their own access."""


def _on_person(name: str, things: Things, *, post: int, opens: Keys = SEES_PEOPLE, allowed: Keys = CASEWORK) -> Page:
    """An act on a young person, with a form of its own."""
    return Page(name, opens, things, post=post, allowed=allowed)


def _on_account(name: str, things: Things, *, post: int, is_own_refused: bool = True) -> Page:
    """An act on a staff account: sensitive, and refused on one's own."""
    but = _OWN_ACCOUNT if is_own_refused else {}
    return Page(name, MANAGES_ACCOUNTS, things, post=post, but=but, method_first=False, sensitive=True)


def _factor(name: str, get: int | None = 200, post: int | None = None, **values: Any) -> Page:
    """A page of one's own second factor, from the sign-in library."""
    return Page(name, SIGNED_IN, get=get, post=post, method_first=False, **values)


_DESK: Final = (
    Page("desk:desk", SIGNED_IN, but={("GET", (SEES_ORGANISATION | SCHOOL | SEES_FIGURES) - CASEWORK): 302}),
    Page("desk:desk-export", CASEWORK, FILE),
    Page("desk:my-people", CASEWORK),
    Page("desk:my-people-export", CASEWORK, FILE),
    Page("desk:unit", SEES_FIGURES),
    Page("desk:unit-behind", LEADERS, query="figure=raised"),
    Page("desk:waiting", CASEWORK | SEES_LOG),
    Page("desk:who-may-see", ALL),
    Page("desk:accessibility", ALL),
)
_PEOPLE: Final = (
    Page("people:list", SEES_PEOPLE),
    Page("people:list-export", CASEWORK, A_FILE),
    Page("people:search", SEES_PEOPLE, post=200),
    Page("people:person", SEES_PEOPLE, PERSON),
    Page("people:thread", SEES_PEOPLE, PERSON),
    Page("people:log", SEES_WHO_LOOKED, LOG_OF),
    Page("people:cpr-reveal", SEES_PEOPLE, PERSON, get=None, post=200, allowed=CASEWORK),
    _on_person("people:contact-details-change", PERSON, post=302),
    _on_person("people:situation-record", PERSON, post=422),
    _on_person("people:situation-end", SITUATION, post=422),
    _on_person("people:situation-confirm", SITUATION, post=302),
    _on_person("cases:contact-record", PERSON, post=422, allowed=SEES_PEOPLE),
    _on_person("cases:contact-person-name", PERSON, post=422),
    _on_person("cases:contact-person-end", CONTACT_PERSON, post=422),
)
_SIGNALS: Final = (
    Page("detection:signal", CASEWORK, SIGNAL),
    Page("detection:signals-act", CASEWORK, CHOSEN, get=None, post=302, data=_chosen("acknowledge")),
    Page("detection:sweep-run", SEES_FIGURES, get=None, post=302),
    Page("rules:rules", SEES_ORGANISATION),
    Page("rules:rule", SEES_ORGANISATION, A_RULE),
    Page("rules:rule-simulate", SIMULATES, A_RULE),
    Page("rules:rule-change", EDITS_ORGANISATION, A_RULE, post=422),
    Page("rules:rule-switch", EDITS_ORGANISATION, A_RULE, post=422),
)
_ORGANISATION: Final = (
    Page("organisation:profile", SEES_ORGANISATION),
    Page("organisation:profile-compare", SEES_ORGANISATION),
    Page("organisation:profile-download", SEES_ORGANISATION),
    Page("organisation:profile-history", SEES_ORGANISATION),
    Page("organisation:profile-version", SEES_ORGANISATION, VERSION),
    Page("organisation:profile-version-use", EDITS_ORGANISATION, VERSION, post=422),
    Page("organisation:profile-edit", EDITS_ORGANISATION),
    Page("organisation:profile-edit-text", EDITS_ORGANISATION, post=422),
    Page("organisation:profile-edit-part", EDITS_ORGANISATION, SECTION, post=422),
    Page("organisation:profile-switch", EDITS_ORGANISATION, post=422),
)
_ACCOUNTS: Final = (
    Page("accounts:account-list", MANAGES_ACCOUNTS, method_first=False),
    Page("accounts:account-export", MANAGES_ACCOUNTS, A_FILE, method_first=False),
    Page("accounts:account-open", MANAGES_ACCOUNTS, post=200, method_first=False, sensitive=True),
    Page("accounts:account-see", MANAGES_ACCOUNTS, ACCOUNT, method_first=False),
    _on_account("accounts:account-change", ACCOUNT, post=200, is_own_refused=False),
    _on_account("accounts:account-lock", ACCOUNT, post=302),
    _on_account("accounts:account-unlock", ACCOUNT, post=302),
    _on_account("accounts:link-issue", ACCOUNT, post=200),
    _on_account("accounts:factor-remove", ACCOUNT, post=409),
    _on_account("accounts:role-give", ACCOUNT, post=200, is_own_refused=False),
    _on_account("accounts:role-end", ROLE_OF, post=302),
    Page("accounts:account-picture", MANAGES_ACCOUNTS, ACCOUNT, post=422, method_first=False),
    Page("accounts:picture-own", SIGNED_IN, post=422),
    Page("accounts:picture", SIGNED_IN, NO_PICTURE, get=404),
)
_IMPORTS: Final = (
    Page("imports:start", IMPORTS, post=422),
    Page("imports:file-preview", IMPORTS, UPLOAD),
    Page("imports:file-rejected", IMPORTS, UPLOAD),
    Page("imports:file-confirm", IMPORTS, UPLOAD, get=None, post=302),
    Page("imports:file-cancel", IMPORTS, UPLOAD, get=None, post=302),
)
_LOG: Final = (
    Page("audit:log", SEES_LOG),
    Page("audit:log-export", SEES_LOG, FILE),
    Page("audit:log-verify", SEES_LOG, get=None, post=302),
)
_SIGNING_IN: Final = (
    Page(
        "account_login",
        ALL,
        post=200,
        also={"PUT": 200, "DELETE": 405},
        but={(method, SIGNED_IN): 302 for method in ("GET", "POST", "PUT", "DELETE")},
    ),
    Page("account_logout", SIGNED_IN, post=302),
    Page("account_inactive", ALL),
    _factor("account_reauthenticate", post=200, also={"PUT": 200}),
    _factor("account_change_password", post=200, also={"PUT": 200}),
    _factor("mfa_index"),
    _factor("mfa_authenticate", 302, 302, also={"PUT": 302, "DELETE": 302}),
    _factor("mfa_reauthenticate", 302, 302, also={"PUT": 302, "DELETE": 302}),
    _factor("mfa_activate_totp", post=200, also={"PUT": 200}),
    _factor("mfa_deactivate_totp", 404, 404, also={"PUT": 404, "DELETE": 404}),
    _factor("mfa_view_recovery_codes", 404),
    _factor("mfa_generate_recovery_codes", post=200, also={"PUT": 200}),
    _factor("mfa_download_recovery_codes", 404, 404, also={"PUT": 404, "DELETE": 404}),
    _factor("mfa_list_webauthn"),
    _factor("mfa_add_webauthn", post=200, also={"PUT": 200}),
    _factor("mfa_reauthenticate_webauthn", 302, 302, also={"PUT": 302, "DELETE": 302}),
    Page(
        "mfa_login_webauthn", ALL, get=302, post=302, also={"PUT": 302, "DELETE": 405}, but={("DELETE", SIGNED_IN): 302}
    ),
    _factor("mfa_edit_webauthn", post=200, things=FACTOR, also={"PUT": 200}),
    _factor("mfa_remove_webauthn", post=200, things=FACTOR, also={"DELETE": 200}),
    Page("signin:demo-people", ALL, post=404),
    Page("signin:language-choose", ALL, get=None, post=302),
    Page("signin:link-use", ALL, LINK, get=410, post=410),
    Page("health", ALL),
)
GROUND_FLOOR: Final = (*_DESK, *_PEOPLE, *_SIGNALS, *_ORGANISATION, *_ACCOUNTS, *_IMPORTS, *_LOG, *_SIGNING_IN)
"""The rooms that every other room stands on. A room above them tells its own part beside it, in `tests/access_table.py`."""
