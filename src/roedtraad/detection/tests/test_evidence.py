# SPDX-License-Identifier: EUPL-1.2
"""A signal does not tell one department in which other departments there are cases (DOMAIN §1.11)."""

import pytest

from roedtraad.detection import policies
from roedtraad.detection.queries import SignalFilters, grounds_of, one_signal, signals_for_export
from roedtraad.detection.reasons import reason
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from tests.access.stage import make_signal
from tests.cast import Cast, make_case, make_colleague

pytestmark = pytest.mark.django_db
EVIDENCE = {"open_disciplines": ["health", "social"], "open_case_laws": ["SEL", "sundhedsloven"], "open_case_count": 2}


@pytest.fixture
def at_school(cast: Cast) -> None:
    """Somebody at the schools, who has a case of Alma's as well, and a signal that rests on her other cases."""
    account = make_colleague("at_school", "Pia PPR", Role.AUTHORITY_CASEWORKER, "ppr")
    cast.accounts["at_school"] = account
    make_case(cast.young_person, "ppr", account, discipline="ppr", law="folkeskoleloven")
    make_signal(cast.young_person, "authority", evidence=EVIDENCE)


@pytest.mark.usefixtures("at_school")
def test_one_reads_of_ones_own_authority_and_that_there_is_another(cast: Cast) -> None:
    own = reason(policies.told(cast.actor("caseworker"), EVIDENCE))
    assert "social services, another department" in own
    assert "sundhedsloven" in own, "the youth department works under it as well"
    others = reason(policies.told(cast.actor("at_school"), EVIDENCE))
    assert "social" not in others
    assert "another department" in others
    assert ": 2" in others


@pytest.mark.usefixtures("at_school")
def test_it_is_so_on_the_signals_page_and_in_exports(cast: Cast) -> None:
    actor = cast.actor("at_school")
    rows = signals_for_export(actor, SignalFilters(), order=("id",))
    assert [row.reason for row in rows if "SEL" in row.reason or "social" in row.reason] == []
    signal = one_signal(actor, rows[0].pk)
    assert not any("social" in ground.text for ground in grounds_of(actor, signal))


def test_the_system_reads_all_of_it() -> None:
    assert policies.told(system_actor(clock.today()), EVIDENCE) == EVIDENCE


def test_evidence_without_cases_is_as_it_is(cast: Cast) -> None:
    evidence = {"age_months": 200}
    assert policies.told(cast.actor("school_representative"), evidence) is evidence
