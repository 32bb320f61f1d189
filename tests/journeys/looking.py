# SPDX-License-Identifier: EUPL-1.2
"""How a page looks to whoever reads it: at a desktop and on a phone."""

from tests.journeys.conftest import DESKTOP, PHONE, Reader


def wrong_with(reader: Reader) -> list[str]:
    """What axe finds wrong with the page as it stands, at a desktop and on a phone."""
    before = reader.page.viewport_size
    reader.page.set_viewport_size(DESKTOP)
    wrong = reader.axe() + wrong_on_a_phone(reader)
    if before:
        reader.page.set_viewport_size({"width": before["width"], "height": before["height"]})
    return wrong


def wrong_on_a_phone(reader: Reader) -> list[str]:
    """What is wrong with the page at a phone's width, its width included; afterwards it is at a desktop."""
    reader.page.set_viewport_size(PHONE)
    wrong = [f"phone {one}" for one in reader.axe()]
    wide = reader.page.evaluate("document.documentElement.scrollWidth")
    if wide > PHONE["width"] + 1:
        wrong.append(f"phone {reader.page.url} is {wide} wide")
    reader.page.set_viewport_size(DESKTOP)
    return wrong
