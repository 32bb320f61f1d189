# SPDX-License-Identifier: EUPL-1.2
"""The contact person's photo in the portal: shown where they stand, and to nobody else."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse

from roedtraad.cases.models import Absence
from roedtraad.kernel import clock
from roedtraad.organisation import pictures
from roedtraad.organisation.tests.photos import photo
from roedtraad.portal.tests.citizens import ALMA, OTHERS_PARENT, PARENT, REPRESENTATIVE, Citizens, a_browser
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_photo(settings: LazySettings, tmp_path: Path, cast: Cast) -> None:
    """Kirsten, the contact person, has a photo; her colleague Karl has one too."""
    settings.VAR = tmp_path
    for key in ("contact_person", "colleague"):
        pictures.set_picture(cast.actor(key), account_id=cast.account(key).pk, content=photo())


def face_of(cast: Cast, key: str) -> str:
    return reverse("portal:picture", args=[cast.young_person.pk, cast.account(key).pk])


def home_of(cast: Cast, citizens: Citizens, key: str) -> str:
    return citizens.browser(key).get(reverse("portal:home", args=[cast.young_person.pk])).content.decode()


def test_whoever_has_the_contact_person_sees_the_photo(cast: Cast, citizens: Citizens) -> None:
    for key in (ALMA, PARENT, REPRESENTATIVE):
        home = home_of(cast, citizens, key)
        assert f'src="{face_of(cast, "contact_person")}?v=' in home
        assert 'alt="Photo of Kirsten Kontakt"' in home
        answer = citizens.browser(key).get(face_of(cast, "contact_person"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer["Cache-Control"] == "private, max-age=3600"
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_nobody_elses_photo_is_given_out(cast: Cast, citizens: Citizens) -> None:
    """Karl is no contact person of Alma's, and Viggo's parent has nothing to do with Kirsten."""
    for key, whose in ((ALMA, "colleague"), (OTHERS_PARENT, "contact_person")):
        answer = citizens.browser(key).get(face_of(cast, whose))
        assert answer.status_code == 404
        assert answer["Cache-Control"] == "no-store"
    assert a_browser().get(face_of(cast, "contact_person")).status_code == 302


def test_a_citizen_has_not_the_colleagues_address_of_it(cast: Cast, citizens: Citizens) -> None:
    url = reverse("accounts:picture", args=[cast.account("contact_person").pk])
    assert citizens.browser(ALMA).get(url).status_code == 302


def test_the_substitute_stands_with_a_photo_while_it_lasts(cast: Cast, citizens: Citizens) -> None:
    today = clock.today()
    Absence.objects.create(
        account=cast.account("contact_person"), substitute=cast.account("colleague"), started_on=today, ended_on=today
    )
    home = home_of(cast, citizens, ALMA)
    assert 'alt="Photo of Karl Kollega"' in home
    assert citizens.browser(ALMA).get(face_of(cast, "colleague")).status_code == 200


def test_without_a_photo_the_initials_stand_and_are_not_read_aloud(cast: Cast, citizens: Citizens) -> None:
    pictures.remove_picture(cast.actor("contact_person"), account_id=cast.account("contact_person").pk)
    home = home_of(cast, citizens, ALMA)
    assert '<span class="face" aria-hidden="true">KK</span>' in home
    assert citizens.browser(ALMA).get(face_of(cast, "contact_person")).status_code == 404
