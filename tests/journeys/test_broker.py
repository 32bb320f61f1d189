# SPDX-License-Identifier: EUPL-1.2
"""Sign-in through a SAML broker in a real browser: the answer comes as a form from another site, where our cookies stay behind."""

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from roedtraad.portal.tests.saml_provider import ENTITY, OUR_PAIR, OURS, SIGN_IN, THEIRS, SamlProvider
from tests.journeys.conftest import COMMAND, DESKTOP, Reader, _environment, _filled, served
from tests.journeys.looking import wrong_with

pytestmark = pytest.mark.browser

HOME = re.compile(r"/portal/\d+/$")
KNOWN = f"""
from roedtraad.portal import demo, keys
from roedtraad.portal.models import PortalIdentity
key = next(one.key for one in demo.citizens() if not one.guardian_of)
found = PortalIdentity.objects.filter(pk=demo.identity_for(key))
found.update(subject_digest=keys.subject_digest("{ENTITY}", "person-1"))
"""


@pytest.fixture(scope="module")
def site(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that has a broker, which knows one of the demo's young people."""
    folder = tmp_path_factory.mktemp("broker") / "var"
    shutil.copytree(_filled(shared / "filled-site"), folder)
    for name, content in {"theirs": THEIRS.certificate, "ours": OUR_PAIR.certificate, "key": OUR_PAIR.key}.items():
        (folder / name).write_text(content)
    environment = _environment(folder) | {
        "ROEDTRAAD_BROKER_PROTOCOL": "saml", "ROEDTRAAD_SAML_ISSUER": ENTITY, "ROEDTRAAD_SAML_SIGN_IN": SIGN_IN,
        "ROEDTRAAD_SAML_ISSUER_CERTIFICATE": f"{folder}/theirs", "ROEDTRAAD_SAML_ENTITY": OURS,
        "ROEDTRAAD_SAML_CERTIFICATE": f"{folder}/ours", "ROEDTRAAD_SAML_KEY": f"{folder}/key",
    }  # fmt: skip
    subprocess.run([*COMMAND, "shell", "-c", KNOWN], env=environment, check=True, capture_output=True)
    yield from served(environment)


def with_provider(page: Page) -> SamlProvider:
    """The provider's site in this browser: a page with the answer in a form, and a button to send it."""
    provider = SamlProvider()

    def answer(route: Route) -> None:
        provider.receive(route.request.url)
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in provider.form().items()
        )
        form = f'<!doctype html><form method="post" action="{provider.acs}">{fields}<button>MitID</button></form>'
        route.fulfill(body=form, content_type="text/html")

    def onward(route: Route) -> None:
        """Playwright lets a redirection pass by; as a page that leads on, the address reaches the route above."""
        there = html.escape(route.fetch(max_redirects=0).headers["location"])
        route.fulfill(
            body=f'<!doctype html><meta http-equiv="refresh" content="0;url={there}">', content_type="text/html"
        )

    page.route("https://idp.example/**", answer)
    page.route("**/portal/sign-in/broker/", onward)
    return provider


def posts_of(page: Page) -> list[Request]:
    """The forms that this page sends to us from now on."""
    found: list[Request] = []
    page.on("request", lambda one: found.append(one) if one.method == "POST" else None)
    return found


def sign_in(reader: Reader) -> None:
    reader.open("/portal/sign-in/")
    reader.page.get_by_role("link", name="MitID").click()
    reader.page.get_by_role("button", name="MitID").click()


def test_the_answer_from_another_site_signs_in(reader: Reader) -> None:
    with_provider(reader.page)
    posts = posts_of(reader.page)
    sign_in(reader)
    reader.page.wait_for_url(HOME)
    first, second = posts
    assert "roedtraad-session" not in first.all_headers().get("cookie", ""), "the session's cookie stays behind"
    assert "roedtraad-session" in second.all_headers().get("cookie", ""), "our own page brings it"


def test_the_page_between_is_clean(reader: Reader) -> None:
    with_provider(reader.page)
    reader.page.route("**/onward.js", lambda route: route.abort())
    sign_in(reader)
    reader.page.get_by_role("button", name="Fortsæt").wait_for()
    assert wrong_with(reader) == []


def test_without_scripts_the_button_sends_it_on(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="da-DK", java_script_enabled=False)
    context.set_default_timeout(10_000)
    reader = Reader(site, context.new_page())
    with_provider(reader.page)
    sign_in(reader)
    reader.page.get_by_role("button", name="Fortsæt").click()
    reader.page.wait_for_url(HOME)
    context.close()
