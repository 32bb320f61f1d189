# SPDX-License-Identifier: EUPL-1.2
"""What people come to do, from sign-in to done, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Reader

pytestmark = pytest.mark.browser


def test_a_contact_person_takes_on_a_signal_and_it_is_logged(reader: Reader) -> None:
    page = reader.page
    reader.sign_in("contact_person")
    expect(page.locator("h1")).to_be_visible()
    page.locator("#results tbody tr a[data-open], #results tbody tr a").first.click()
    page.wait_for_load_state()
    reader.open("/?who=all&state=new")
    signal = page.locator("a[href^='/signals/']").first
    signal.click()
    expect(page.locator("#facts tbody tr").first).to_be_visible()
    page.locator("button[name=act][value=acknowledge]").click()
    expect(page.locator(".alert-success, .toast-success").first).to_be_visible()


def test_a_selection_is_put_off_with_a_reason_or_not_at_all(reader: Reader) -> None:
    page = reader.page
    reader.sign_in("contact_person")
    before = page.locator("#results tbody tr").count()
    for box in page.locator("#results tbody input[type=checkbox]").all()[:3]:
        box.check(force=True)
    page.locator("button[name=act][value=snooze]").click()
    page.fill("[name=until]", "01.01.2020")
    page.fill("[name=reason]", "Vi mødes i næste uge")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".alert-error, .form-error-message").first).to_be_visible()
    assert reader.axe() == []
    page.fill("[name=until]", page.evaluate("new Date(Date.now() + 7 * 864e5).toISOString().slice(0, 10)"))
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("#results tbody tr").count() == before - 3


def test_the_state_of_the_desk_is_in_the_address_and_the_back_button_works(reader: Reader) -> None:
    page = reader.page
    reader.sign_in("unit_leader")
    reader.open("/?who=all")
    everybody = page.url
    page.select_option("[name=rule]", index=1)
    page.wait_for_url(re.compile("rule="))
    page.reload()
    assert "rule=" in page.url
    page.go_back()
    page.wait_for_url(everybody)


def test_every_number_of_the_desk_leads_to_exactly_its_rows(reader: Reader) -> None:
    page = reader.page
    reader.sign_in("contact_person")
    figures = page.eval_on_selector_all(
        ".figures a, a.figure", "all => all.map(a => [a.getAttribute('href'), parseInt(a.textContent.trim())])"
    )
    assert figures
    for href, number in figures:
        page.goto(reader.site + "/" + href.lstrip("/") if href.startswith(("/", "?")) else href)
        rows = page.locator("#results tbody tr").count()
        assert rows == min(number, 60), href


def test_the_data_protection_officer_sees_who_looked_and_that_the_log_is_whole(reader: Reader) -> None:
    page = reader.page
    reader.sign_in("data_protection_officer")
    reader.open("/log/")
    expect(page.locator("#log tbody tr").first).to_be_visible()
    page.locator("form[action='/log/verify/'] button").click()
    expect(page.locator(".alert-success, .toast-success").first).to_be_visible()


def test_the_keyboard_walks_the_desk(reader: Reader) -> None:
    page = reader.page
    reader.sign_in("contact_person")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(people|signals)/\d+/"))


def test_the_desk_works_without_javascript(reader: Reader) -> None:
    context = reader.page.context.browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(reader.site + "/account/demo/")
    page.locator("[data-role=contact_person]").first.click()
    page.locator("[name=chosen]").first.check(force=True)
    page.locator("button[name=act][value=acknowledge]").click()
    expect(page.locator("h1")).to_be_visible()
    context.close()


def test_the_language_is_chosen_and_kept(reader: Reader) -> None:
    page = reader.page
    reader.sign_in("authority_caseworker")
    assert page.locator("html").get_attribute("lang") == "da"
    page.locator("form[action='/account/language/'] button").first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("form[action='/account/language/'] button").first.click()
