# SPDX-License-Identifier: EUPL-1.2
"""The access table: what happens at every named address, for everybody, whoever's it is. docs/access.md is printed from it.

It is written out on purpose and knows nothing of `kernel/rights.py`: a change of a right must show here as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tests.access.stage import ANONYMOUS, EVERYBODY, NOBODY_HAS, PREPARED, RULE, Stage

Keys = frozenset[str]


def keys(*names: str) -> Keys:
    return frozenset(names)


# Who is who. The names are those of tests/cast.py.
ALL: Final = frozenset(EVERYBODY)
SIGNED_IN: Final = ALL - {ANONYMOUS}
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
ROLE_OF: Final[Things] = {
    OWN: Thing(lambda s: _role_of(s, "administrator", "administrator")),
    OTHERS: Thing(lambda s: _role_of(s, "colleague", "colleague")),
    MISSING: Thing(lambda s: {"account_id": s.cast.accounts["colleague"].pk, "assignment_id": NOBODY_HAS}, exists=False),
    CROSSED: Thing(lambda s: _role_of(s, "colleague", "caseworker"), exists=False),
}
VERSION: Final[Things] = {
    "": Thing(lambda s: {"number": s.version.pk}),
    MISSING: Thing(lambda _: {"number": NOBODY_HAS}, exists=False),
}
A_RULE: Final[Things] = {"": Thing(lambda _: {"rule": RULE}), MISSING: Thing(lambda _: {"rule": "no_such_rule"}, exists=False)}
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
    OTHERS: Thing(lambda s: {"pk": s.factor.pk}, keys("operator")),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
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
    they are. `but` are answers of their own for some people.
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
    missing: int = 404
    query: str = ""
    sensitive: bool = False

    def expected(self, key: str, method: str, thing: Thing, label: str = "") -> int:
        """The status of the answer."""
        asked = "GET" if method == "HEAD" else method
        own = next((status for (which, who), status in self.but.items() if which in (asked, f"{asked} {label}") and key in who), None)
        status = {"GET": self.get, "POST": self.post}.get(asked)
        if status is None and self.method_first:
            return 405
        if key not in self.opens:
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


def _fixed(**values: Any) -> Callable[[Stage, str], Mapping[str, Any]]:
    return lambda _stage, _label: values



_BY_HAND: Final = {"opens": MANAGES_ACCOUNTS, "method_first": False}
_ON_ACCOUNT: Final = {**_BY_HAND, "things": ACCOUNT, "sensitive": True}
_OWN_403: Final = {("POST " + OWN, MANAGES_ACCOUNTS): 403}
_PERSON_ACT: Final = {"opens": SEES_PEOPLE, "allowed": CASEWORK}
_FACTORS: Final = {"opens": SIGNED_IN, "method_first": False}
