# SPDX-License-Identifier: EUPL-1.2
"""Seats and meetings to lead are not left hanging when somebody goes."""

import datetime as dt

import pytest

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role, system_actor
from roedtraad.kernel.contributions import account_holdings, unit_holdings
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.meetings.actions.calendar_seats import Seating, give_seat
from roedtraad.meetings.models import ForumSeat
from roedtraad.meetings.queries.calendar import seat_holders, sits_in
from roedtraad.meetings.tests.making_calendar import make_meeting, make_seat
from roedtraad.organisation.models import Unit
from tests.cast import Cast, make_account, make_colleague

DAY = dt.timedelta(days=1)
SOCIAL = "discipline:social"


def give(cast: Cast, key: str, seat: str = SOCIAL, **values: object) -> ForumSeat:
    given = {"account_id": cast.account("caseworker").pk, "substitute_id": None, "valid_from": clock.today(), **values}
    return give_seat(cast.actor(key), forum="conference", seating=Seating(seat, **given))  # type: ignore[arg-type]


def test_who_gives_seats_and_to_whom(cast: Cast) -> None:
    """The same day again changes the seat instead of making two; an earlier day ends before the next holder."""
    with pytest.raises(NotAllowed):
        give(cast, "caseworker")
    for values, code in (
        ({"seat": "discipline:health"}, "seat_not_there"),
        ({"valid_from": dt.date(2001, 1, 1)}, "forum_not_there"),
        ({"substitute_id": cast.account("caseworker").pk}, "substitute_is_member"),
        ({"account_id": make_account("no_role", "Ny").pk}, "seat_for_nobody"),
        ({"account_id": cast.account("secretariat").pk, "seat": "chair"}, "seat_for_nobody"),
    ):
        with pytest.raises(DomainError) as refused:
            give(cast, "secretariat", **values)
        assert refused.value.code == code
    give(cast, "secretariat")
    again = give(cast, "leader", account_id=cast.account("colleague").pk)
    assert ForumSeat.objects.get() == again
    earlier = give(cast, "leader", valid_from=clock.today() - 30 * DAY)
    assert earlier.valid_to == clock.today() - DAY


def test_an_account_that_closes_leaves_no_empty_chair(cast: Cast) -> None:
    """The substitute takes the seat, the leader takes the meetings; the past still tells who sat there."""
    today, leaver = clock.today(), cast.account("caseworker")
    unit = Unit.objects.get(code="authority")
    make_seat("conference", SOCIAL, leaver, substitute=cast.account("colleague"))
    make_seat("plenary", "unit:authority", leaver)
    make_seat("plenary", "unit:front_door", cast.account("counsellor"), substitute=leaver)
    make_seat("visitation", "unit:authority", leaver, valid_from=today)
    meeting = make_meeting(chair=leaver, unit=unit)
    holding = account_holdings["forum_places"]
    assert holding.open_count(leaver.pk) == 5
    assert holding.release(system_actor(today, "test"), leaver.pk) == 5
    meeting.refresh_from_db()
    assert meeting.chair == cast.account("leader")
    assert seat_holders("conference", today)[SOCIAL] == (cast.account("colleague"), None)
    assert seat_holders("conference", today - DAY)[SOCIAL][0] == leaver
    assert seat_holders("plenary", today)["unit:authority"][0] == cast.account("leader")
    assert seat_holders("plenary", today)["unit:front_door"] == (cast.account("counsellor"), None)
    assert seat_holders("visitation", today)["unit:authority"][0] == cast.account("leader")
    assert holding.open_count(leaver.pk) == 0
    assert not sits_in(leaver.pk, "plenary", today)
    assert unit_holdings["meetings"].by_unit() == {unit.pk: 1}


def test_a_seat_that_nobody_can_take_ends(cast: Cast) -> None:
    today = clock.today()
    alone = make_colleague("alone", "Ene Alene", Role.CONTACT_PERSON, "health")
    make_seat("conference", SOCIAL, alone)
    make_seat("plenary", "unit:authority", alone, valid_from=today)
    assert account_holdings["forum_places"].release(system_actor(today, "test"), alone.pk) == 2
    assert seat_holders("conference", today) == {}
    assert ForumSeat.objects.count() == 1
