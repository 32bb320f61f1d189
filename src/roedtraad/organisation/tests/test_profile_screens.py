# SPDX-License-Identifier: EUPL-1.2
"""The secretariat sees, changes, compares and switches the organisation on screen; nothing typed is lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.organisation.models import ProfileVersion, Unit
from roedtraad.organisation.profile import dump_profile, parse_profile, shipped_profile_ids
from roedtraad.organisation.profile_actions import change_profile
from roedtraad.organisation.profile_editing import with_parts
from roedtraad.organisation.profile_editors import EDITORS, editable_parts
from roedtraad.organisation.profile_models import MODELS
from roedtraad.organisation.profile_queries import shipped_titles
from roedtraad.organisation.profile_reading import read_profile
from roedtraad.organisation.profile_words import FIELDS, label_of
from roedtraad.organisation.queries import profile_on
from tests.cast import Cast, give_role, make_account, shipped_profile

SignIn = Callable[[str], Client]
TODAY = clock.today
pytestmark = pytest.mark.django_db

SEE = ("profile", "profile-compare", "profile-history", "profile-download")
CHANGE = ("profile-edit", "profile-edit-text", "profile-switch")


def url(name: str, *args: object) -> str:
    return reverse(f"organisation:{name}", args=args)


def typed(client: Client, address: str, **changes: object) -> dict[str, object]:
    """What a browser would send: the form as it stands, with some fields typed over."""
    form = client.get(address).context["form"]
    values = {field.html_name: field.value() for field in form}
    values = {name: value for name, value in values.items() if value is not None and value is not False} | changes
    return {
        name: "on" if value is True else value
        for name, value in values.items()
        if value is not None and value is not False
    }


SEES = ("caseworker", "leader", "secretariat", "administrator", "operator", "data_protection_officer")


def test_staff_see_the_organisation_but_schools_and_strangers_do_not(sign_in: SignIn) -> None:
    for key in SEES:
        client = sign_in(key)
        assert {client.get(url(name)).status_code for name in SEE} == {200}, key
    school = sign_in("school_representative")
    assert {school.get(url(name)).status_code for name in SEE} == {403}
    assert {Client().get(url(name)).status_code for name in SEE} == {302}


def test_only_the_secretariat_and_the_administrator_change_it(sign_in: SignIn) -> None:
    for key in SEES:
        client = sign_in(key)
        expected = 200 if key in ("secretariat", "administrator") else 403
        assert {client.get(url(name)).status_code for name in CHANGE} == {expected}, key


def test_the_municipality_stands_on_one_page(sign_in: SignIn) -> None:
    page = sign_in("secretariat").get(url("profile")).content.decode()
    for text in (
        "The youth entrance", "The one entry", "Service Act", "Contact person", "Young people aged 13-30", "every 14 days",
        "May grant", "One budget for the youth effort", "Youth and Employment Committee", "Described practice, then and now",
        "KL catalogue", "Nobody is sure who may decide and who pays.",
    ):  # fmt: skip
        assert text in page, text


def test_another_day_shows_what_held_then(sign_in: SignIn) -> None:
    client = sign_in("caseworker")

    def laws(**asked: str) -> list[str]:
        sections = client.get(url("profile"), asked).context["sections"]
        return [entry.key for section in sections if section.code == "laws" for entry in section.entries]

    assert "barnets_lov" in laws()
    assert "barnets_lov" not in laws(on="31.12.2023")
    assert client.get(url("profile"), {"on": "not a day"}).status_code == 200


def test_every_key_of_a_profile_has_words(cast: Cast) -> None:
    fields = {
        line.field
        for name in shipped_profile_ids()
        for section in read_profile(shipped_profile(name), TODAY())
        for entry in section.entries
        for line in entry.lines
    }
    assert fields <= set(FIELDS)
    assert label_of("unheard_of") == "unheard_of"


def test_shipped_profiles_are_listed_by_their_own_titles(db: None) -> None:
    with translation.override("da"):
        for name, title in shipped_titles():
            assert title == f"{shipped_profile(name).municipality.name}: {shipped_profile(name).title.da}"


def test_every_model_is_explained_with_its_weaknesses(cast: Cast) -> None:
    assert {one.model for name in shipped_profile_ids() for one in shipped_profile(name).models} <= set(MODELS)
    assert len(MODELS["network_meetings"].weaknesses) == 5
    assert all(model.weaknesses for model in MODELS.values())


def test_two_profiles_side_by_side(sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    asked = {"before": "fjordby", "after": "odsherred"}
    differing = client.get(url("profile-compare"), asked)
    assert differing.context["differences"] > 10
    everything = client.get(url("profile-compare"), asked | {"everything": "on"})
    assert everything.context["differences"] == differing.context["differences"]
    assert len(everything.content) > len(differing.content)
    same = client.get(url("profile-compare"), {"before": "current", "after": "fjordby"})
    assert "They say the same" in same.content.decode()
    assert client.get(url("profile-compare"), {"before": "nowhere", "after": "fjordby"}).status_code == 200


def test_a_change_is_shown_before_it_is_saved(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-edit-part", "forums", "conference")
    sent = typed(client, address, may_grant=True, note="council, item 7")
    preview = client.post(address, sent)
    assert preview.status_code == 200
    assert "What changes from" in preview.content.decode()
    assert ProfileVersion.objects.count() == 1
    saved = client.post(address, sent | {"save": "1"}, follow=True)
    assert saved.redirect_chain
    assert profile_on(TODAY()).forum("conference", TODAY()).may_grant is True  # type: ignore[union-attr]
    assert profile_on(TODAY()).forum("conference", TODAY() - dt.timedelta(days=1)).may_grant is False  # type: ignore[union-attr]


CHANGES: dict[str, dict[str, object]] = {
    "about": {"title_da": "Nyt navn", "title_en": "New name"},
    "target_groups": {"to_age": 29, "soft_upper": False},
    "forums": {"cadence": "fixed", "every": 3, "unit": "week"},
    "contact_targets": {"contacted": 5, "reached": 21},
    "status_currency": {"days_benefit": 60},
    "units": {"name_da": "Døren", "name_en": "The door", "phone": "11 22 33 44"},
}


@pytest.mark.sqlite_only
@pytest.mark.slow
@pytest.mark.parametrize("section", EDITORS)
def test_every_common_change_can_be_made_with_a_form(cast: Cast, sign_in: SignIn, section: str) -> None:
    client = sign_in("secretariat")
    for key, _name in editable_parts(profile_on(TODAY()))[section]:
        address = url("profile-edit-part", section, key)
        unchanged = client.post(address, typed(client, address))
        assert "Nothing is different" in unchanged.content.decode(), (section, key)
        response = client.post(address, typed(client, address, **CHANGES[section]) | {"save": "1"})
        assert response.status_code == 302, (section, key, response.content.decode()[-3000:])
    assert ProfileVersion.objects.count() == 1 + len(editable_parts(profile_on(TODAY()))[section])


def test_the_entry_moves_from_one_unit_to_another(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-edit-part", "units", "authority")
    assert client.post(address, typed(client, address, is_entry=True) | {"save": "1"}).status_code == 302
    assert [unit.code for unit in Unit.objects.filter(is_entry=True)] == ["authority"]
    taken = client.post(address, typed(client, address, is_entry=False, name_en="Kept words"))
    assert taken.status_code == 422
    assert "0 entry units" in taken.content.decode()
    assert "Kept words" in taken.content.decode()


def test_unknown_parts_do_not_exist(sign_in: SignIn) -> None:
    client = sign_in("secretariat")
    for section, key in (("laws", "SEL"), ("forums", "nowhere"), ("forums", "all")):
        assert client.get(url("profile-edit-part", section, key)).status_code == 404
    assert client.get(url("profile-version", 999)).status_code == 404
    assert client.get(url("profile-version-use", 999)).status_code == 404
    assert client.get(url("profile-download"), {"name": "nowhere"}).status_code == 404


def test_a_forum_at_fixed_intervals_must_say_how_often(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-edit-part", "forums", "school_network")
    response = client.post(address, typed(client, address, cadence="fixed", every=None))
    assert response.status_code == 422
    assert "Say how often" in response.content.decode()


def test_a_date_in_the_past_asks_for_a_yes_and_a_reason(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-edit-part", "contact_targets", "all")
    sent = typed(client, address, contacted=4, valid_from="01.02.2026", note="decided in January", save="1")
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "is in the past" in refused.content.decode()
    assert "decided in January" in refused.content.decode()
    assert client.post(address, sent | {"note": "", "past_confirmed": "on"}).status_code == 422
    assert client.post(address, sent | {"past_confirmed": "on"}).status_code == 302


def test_the_text_keeps_what_was_typed_and_says_where_it_is_wrong(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-edit-text")
    text = str(typed(client, address)["text"]).replace("open_discipline_count", "open_disciplin_count", 1)
    response = client.post(address, typed(client, address, text=text, note="kept as well", save="1"))
    page = response.content.decode()
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "open_disciplin_count" in row)
    assert response.status_code == 422
    assert f"Line {line}" in page
    assert "rules[1].when" in page
    assert "Did you mean" in page
    assert "open_disciplin_count" in page
    assert "kept as well" in page
    assert ProfileVersion.objects.count() == 1


def test_the_text_can_change_anything(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-edit-text")
    text = str(typed(client, address)["text"]).replace("The intervention pyramid", "The pyramid")
    assert client.post(address, typed(client, address, text=text, save="1")).status_code == 302
    assert "The pyramid" in dump_profile(profile_on(TODAY()))


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_in_silence(cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-edit-text")
    sent = typed(client, address)
    sent["text"] = str(sent["text"]).replace("The intervention pyramid", "The pyramid")
    targets = with_parts(profile_on(TODAY()), "contact_targets", TODAY(), lambda _part: {"contacted_within_days": 3})
    change_profile(cast.actor("administrator"), profile=targets, valid_from=TODAY())
    refused = client.post(address, sent | {"save": "1"})
    assert refused.status_code == 422
    assert "while you wrote" in refused.content.decode()
    again = typed_again(refused.context["form"])
    assert client.post(address, again | {"save": "1"}).status_code == 302


def typed_again(form: object) -> dict[str, object]:
    """The form of an answer, sent once more as it stands."""
    values = {field.html_name: field.value() for field in form}  # type: ignore[attr-defined]
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_switching_shows_that_nothing_is_lost_and_can_be_taken_back(cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-switch")
    first = ProfileVersion.objects.get().pk
    sent = typed(client, address, shipped="kerteminde")
    preview = client.post(address, sent)
    page = preview.content.decode()
    assert "Nothing is lost" in page
    assert "Units that are no longer active" in page
    assert {unit.name for unit in preview.context["outlook"].closing} & {"Youth and work", "Unge og Job"}
    assert "This is the profile of" not in page
    assert client.post(address, sent | {"save": "1"}).status_code == 302
    assert profile_on(TODAY()).municipality.name == "Fjordby"
    assert not Unit.objects.get(code="authority").is_active
    again = url("profile-version-use", first)
    assert "Nothing is lost" in client.post(again, typed(client, again)).content.decode()
    assert client.post(again, typed(client, again) | {"save": "1"}).status_code == 302
    assert Unit.objects.get(code="authority").is_active


def test_another_municipality_is_warned_about(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-switch")
    page = client.post(address, typed(client, address, shipped="kerteminde", keep_name=False)).content.decode()
    assert "This is the profile of Kerteminde" in page


def test_only_the_model_can_be_switched(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("profile-switch")
    assert client.post(address, typed(client, address, models=[])).status_code == 422
    sent = typed(client, address, models=["unified:without_authority", "network_meetings:ad_hoc"])
    assert "Every unit stays active" in client.post(address, sent).content.decode()
    assert client.post(address, sent | {"save": "1"}).status_code == 302
    assert {one.variant for one in profile_on(TODAY()).at(TODAY()).models} == {"without_authority", "ad_hoc"}


def test_a_version_that_waits_is_warned_about(cast: Cast, sign_in: SignIn) -> None:
    ahead = TODAY() + dt.timedelta(days=40)
    later = with_parts(profile_on(TODAY()), "contact_targets", ahead, lambda _part: {"contacted_within_days": 2})
    change_profile(cast.actor("secretariat"), profile=later, valid_from=ahead)
    client, address = sign_in("secretariat"), url("profile-edit-part", "forums", "conference")
    assert "already waits" in client.post(address, typed(client, address, may_grant=True)).content.decode()
    assert "Another version waits" in client.get(url("profile")).content.decode()
    assert client.get(url("profile"), {"on": ahead.isoformat()}).context["version"].valid_from == ahead


def test_the_history_shows_who_when_why_and_what(cast: Cast, sign_in: SignIn) -> None:
    changed = with_parts(profile_on(TODAY()), "contact_targets", TODAY(), lambda _part: {"contacted_within_days": 2})
    version = change_profile(cast.actor("secretariat"), profile=changed, valid_from=TODAY(), note="faster")
    client = sign_in("caseworker")
    page = client.get(url("profile-history")).content.decode()
    assert "Signe Sekretariat" in page
    assert "faster" in page
    one = client.get(url("profile-version", version.pk)).content.decode()
    assert "Contacted within (days)" in one
    assert "Let it count again" not in one
    first = ProfileVersion.objects.order_by("pk")[0].pk
    assert "This is the first version" in client.get(url("profile-version", first)).content.decode()
    assert "Let it count again" in sign_in("secretariat").get(url("profile-version", first)).content.decode()


def dict_for_every_part(change: dict[str, object]) -> Callable[[object], dict[str, object]]:
    return lambda _part: change


def test_the_number_of_queries_does_not_grow_with_the_history(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    counts = []
    for days in (2, 3, 4):
        change: dict[str, object] = {"contacted_within_days": days}
        targets = with_parts(profile_on(TODAY()), "contact_targets", TODAY(), dict_for_every_part(change))
        change_profile(cast.actor("secretariat"), profile=targets, valid_from=TODAY())
        client.get(url("profile-history"))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("profile-history"))
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_a_profile_can_be_taken_out_and_read_back(sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    response = client.get(url("profile-download"))
    assert response["Content-Disposition"] == 'attachment; filename="fjordby.yaml"'
    assert parse_profile(response.content.decode(), "fjordby.yaml") == profile_on(TODAY())
    version = ProfileVersion.objects.get().pk
    assert client.get(url("profile-download"), {"name": version}).status_code == 200
    assert client.get(url("profile-download"), {"name": "toender"}).content.decode().startswith("# SPDX")


def test_before_the_first_profile_the_page_says_what_to_do(db: None) -> None:
    account = make_account("first", "First")
    give_role(account, Role.SECRETARIAT)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(url("profile"))
    assert response.status_code == 409
    assert "roedtraad profile load" in response.content.decode()
    assert "roedtraad profile load" in client.get(url("profile-history")).content.decode()
