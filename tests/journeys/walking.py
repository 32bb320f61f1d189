# SPDX-License-Identifier: EUPL-1.2
"""Several people at their own browsers, who find what they need by the words on the page, as a reader does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.journeys.conftest import DESKTOP, PHONE, Reader


@dataclass
class Walker(Reader):
    """One person of the story, at a browser of their own."""

    def follow(self, words: str, *, within: Locator | None = None, exact: bool = False) -> None:
        (within or self.page).get_by_role("link", name=words, exact=exact).first.click()
        self.page.wait_for_load_state()

    def press(self, words: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state()

    def write(self, answers: dict[str, str]) -> None:
        """Fill in fields by their labels: text, a choice in a list, or a round button."""
        for label, answer in answers.items():
            field_ = self.page.get_by_label(re.compile("^" + re.escape(label))).first
            if field_.evaluate("one => one.tagName") == "SELECT":
                field_.select_option(label=answer)
            else:
                field_.fill(answer)

    def choose(self, words: str) -> None:
        """A round button or a box, by its words."""
        self.page.get_by_label(words, exact=True).check(force=True)

    def reads(self, *words: str) -> None:
        """What stands on the page, in its main part."""
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one)

    def looks_right(self) -> None:
        """The page as it stands holds for everybody: nothing that axe finds."""
        assert self.axe() == []

    def reads_not(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("main")).not_to_contain_text(one)

    def invited_link(self) -> str:
        """Invite the young person whose page is open into the portal: the link as it is shown, once."""
        self.follow("Overblik")
        self.follow("Adgang til portalen")
        self.press("Inviter den unge")
        self.reads("Invitationen er klar")
        return self.page.locator("main").get_by_text("/portal/invitation/").inner_text().strip()

    def told(self, words: str) -> None:
        """What the house answers after an act."""
        expect(self.page.locator(".alert, .toast").filter(has_text=words).first).to_be_visible()


@dataclass
class Story:
    """Where it happens: one site, and everybody who has come in so far."""

    site: str
    browser: Browser
    walkers: list[Walker] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def somebody(self, *, phone: bool = False) -> Walker:
        """Somebody with a fresh browser, in Danish."""
        context = self.browser.new_context(viewport=PHONE if phone else DESKTOP, locale="da-DK", accept_downloads=True)
        context.set_default_timeout(10_000)
        walker = Walker(self.site, context.new_page())
        walker.watch()
        self.contexts.append(context)
        self.walkers.append(walker)
        return walker

    def colleague(self, name: str) -> Walker:
        """A demo colleague, signed in, at their desk."""
        walker = self.somebody()
        walker.sign_in_as(name)
        expect(walker.page.locator("header").get_by_text(name)).not_to_have_count(0)
        return walker

    def citizen(self, link: str) -> Walker:
        """Somebody at a phone who follows an invitation and types the code that the demo shows."""
        walker = self.somebody(phone=True)
        walker.page.goto(link)
        walker.press("Send mig en kode")
        shown = re.search(r"Din kode er (\d{6})", walker.page.locator("main").inner_text())
        assert shown
        walker.write({"Din kode": shown[1]})
        walker.press("Log ind")
        expect(walker.page.get_by_role("heading", level=1)).to_contain_text("Hej ")
        return walker


@contextmanager
def story(site: str, browser: Browser) -> Iterator[Story]:
    """One story; at its end no page of anybody's may have had a script fault or refused content."""
    told = Story(site, browser)
    yield told
    for context in told.contexts:
        context.close()
    assert [fault for walker in told.walkers for fault in walker.faults] == []
