# SPDX-License-Identifier: EUPL-1.2
"""Prints docs/access.md from the access table: `PRINT_ACCESS=1 pytest tests/access/test_document.py`."""

from pathlib import Path
from typing import Final

from django.urls import get_resolver

from tests.access import table
from tests.access.pages import PAGES
from tests.access.stage import ANONYMOUS, CITIZENS
from tests.access.table import OTHERS, OWN, Keys, Page

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "access.md"

_GROUPS: Final[tuple[tuple[str, Keys], ...]] = (
    ("everybody, without signing in", table.ALL),
    ("everybody who has signed in", table.SIGNED_IN),
    ("whoever sees young people", table.SEES_PEOPLE),
    ("whoever sees the organisation", table.SEES_ORGANISATION),
    ("casework", table.CASEWORK),
    ("contact persons, leaders, the data protection officer", table.SEES_WHO_LOOKED),
    ("leaders, the secretariat, the administrator", table.SIMULATES),
    ("leaders, the secretariat", table.SEES_FIGURES),
    ("the secretariat, the administrator", table.EDITS_ORGANISATION),
    ("leaders", table.LEADERS),
    ("the secretariat", table.IMPORTS),
    ("the data protection officer", table.SEES_LOG),
    ("the administrator", table.MANAGES_ACCOUNTS),
    ("casework, the data protection officer", table.CASEWORK | table.SEES_LOG),
    ("leaders, the data protection officer", table.LEADERS | table.SEES_LOG),
    ("caseworkers, leaders", table.LEADERS | table.keys("caseworker", "other_caseworker")),
    ("contact persons, caseworkers, leaders", table.LEADERS | table.keys("contact_person", "other_caseworker")),
    ("whoever gives", table.keys("caseworker", "other_caseworker")),
    ("whoever gives, the leader", table.keys("caseworker", "leader")),
    ("whoever is asked", table.keys("contact_person", "other_caseworker")),
)
_REFUSALS: Final = frozenset({403, 404, 405})
_HEAD: Final = """# Who reaches what

Printed from the access table of the test suite (`tests/access/table.py`) by
`PRINT_ACCESS=1 pytest tests/access/test_document.py`; a test keeps the two equal. The suite asks every address as every role
by the methods that it has, for what is the reader's own and for somebody else's; by the methods that it has not, and for what
does not exist, as one of each kind of person.

- Who has not signed in is sent to the sign-in page. Who has no right to a page gets 403 and a reason.
- What is not the reader's business answers 404, byte for byte like what does not exist.
- A method that a page does not have answers 405. A form without its token answers 403.
- *Casework* means contact persons, caseworkers with authority, guidance counsellors and unit leaders. Whoever sees young people
  are those, school representatives and company consultants.
- The pages of the portal are for the young person and, as far as their parts go, guardians and representatives. *Whose it is*
  stands where the suite's young person has nothing of the kind, so that it answers 404 to everybody. Whoever has signed in as staff
  is told that the portal is not for them.
- Pages marked * ask for the password again when it was given more than ten minutes ago.

| page | address | read | sent | who | only one's own | who may act |
|---|---|---|---|---|---|---|
"""


def printed() -> str:
    """The document."""
    return _HEAD + "".join(_line(page) for page in PAGES.values())


def _line(page: Page) -> str:
    about = {label for label in (OWN, OTHERS) if label in page.things and page.things[label].sees != table.ALL}
    mark = "\\*" if page.sensitive else ""
    cells = (
        f"`{page.name}`{mark}", f"`/{_pattern(page.name)}`", "yes" if page.get else "–", "yes" if page.post else "–",
        _who(page.opens) or _citizens(page), "yes" if about else "–", _who(page.allowed) if page.allowed != table.ALL else "–",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def _pattern(name: str) -> str:
    """The address with the names of its arguments in angle brackets."""
    *spaces, last = name.split(":")
    resolver, prefix = get_resolver(), ""
    for space in spaces:
        part, resolver = resolver.namespace_dict[space]
        prefix += part
    [(address, _arguments)] = resolver.reverse_dict.getlist(last)[0][0]
    return prefix + str(address).replace("%(", "<").replace(")s", ">")


def _citizens(page: Page) -> str:
    """Who has a page of the portal: the young person alone where a guardian is refused what the young person is given."""
    own, guardian = (set(page.citizens.get(key, ())) for key in CITIZENS)
    if own == guardian and own <= _REFUSALS:
        return "whose it is"
    return "the young person" if guardian <= _REFUSALS else "the young person, guardians"


def _who(keys: Keys) -> str:
    return next((words for words, group in _GROUPS if group == keys), ", ".join(sorted(keys - {ANONYMOUS})))
