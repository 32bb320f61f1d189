# SPDX-License-Identifier: EUPL-1.2
"""How a page looks to whoever reads it: at a desktop and on a phone."""

from tests.journeys.conftest import DESKTOP, PHONE, Reader


def wrong_with(reader: Reader) -> list[str]:
    """What axe finds wrong with the page as it stands, at a desktop and on a phone, where it must not be too wide either."""
    before = reader.page.viewport_size
    reader.page.set_viewport_size(DESKTOP)
    wrong = reader.axe()
    reader.page.set_viewport_size(PHONE)
    wrong += [f"phone {one}" for one in reader.axe()]
    wide = reader.page.evaluate("document.documentElement.scrollWidth")
    if wide > PHONE["width"] + 1:
        wrong.append(f"phone {reader.page.url} is {wide} wide")
    if before:
        reader.page.set_viewport_size(before)
    return wrong
