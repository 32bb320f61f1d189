# SPDX-License-Identifier: EUPL-1.2
"""Small helpers for templates: links that keep the state of a list, dates as people say them, figures for charts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django import template
from django.forms import BoundField, Select
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from roedtraad.kernel.clock import today
from roedtraad.kernel.listing import ROWS_PER_PAGE, Page

register = template.Library()


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The page's own query string with some parameters changed; None or "" takes one away.

    A change of anything but the page itself goes back to page one.
    """
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a column stands: the link that sorts by it, and what the reader is told."""

    href: str
    direction: str
    icon: str


@register.simple_tag(takes_context=True)
def sorting(context: template.Context, name: str, default: str = "") -> Sorting:
    """State and next link of a sortable column; `sort=name` rises, `sort=-name` falls."""
    request: HttpRequest | None = context.get("request")
    now = (request.GET.get("sort") if request is not None else "") or default
    if now == name:
        return Sorting(query_with(context, sort=f"-{name}"), "ascending", "sort-table-ascending")
    if now == f"-{name}":
        return Sorting(query_with(context, sort=name), "descending", "sort-table-descending")
    return Sorting(query_with(context, sort=name), "", "sort-table-none")


@register.simple_tag(takes_context=True)
def block_with(context: template.Context, name: str, values: Mapping[str, Any] | None = None) -> SafeString:
    """Another template in the middle of this one: it sees this page's context and `values` besides.

    With `as` it is rendered once for the several places of a page where the same is to stand.
    """
    found: template.Template = get_template(name).template  # type: ignore[attr-defined]
    with context.push(**(values or {})):
        return found.render(context)


@register.simple_tag(takes_context=True)
def query_value(context: template.Context, name: str) -> str:
    """One parameter of the page's address, for a hidden field of a form that must not lose it."""
    request: HttpRequest | None = context.get("request")
    return request.GET.get(name, "") if request is not None else ""


@register.simple_tag(takes_context=True)
def query_pairs(context: template.Context) -> list[tuple[str, str]]:
    """The page's filters as (name, value), for a form that acts on everything behind them."""
    request: HttpRequest | None = context.get("request")
    given = request.GET.items() if request is not None else ()
    return [(name, str(value)) for name, value in given if value and name != "page"]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page that one can go to; number 0 stands for a gap."""

    number: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where a pager leads."""

    previous: str
    next: str
    numbers: list[PageLink]


@register.simple_tag(takes_context=True)
def page_links(context: template.Context, page: Page[Any]) -> PageLinks:
    """Links to the pages around this one; the last page is named only when the total is known."""
    last = None if page.is_capped else max(1, -(-page.total // ROWS_PER_PAGE))
    return PageLinks(
        previous=query_with(context, page=page.number - 1),
        next=query_with(context, page=page.number + 1),
        numbers=[
            PageLink(number, query_with(context, page=number)) if number else PageLink(0)
            for number in _numbers(page.number, last, page.has_next)
        ],
    )


def _numbers(number: int, last: int | None, has_next: bool) -> list[int]:
    near = set(range(max(1, number - 1), number + 1 + has_next))
    wanted = sorted(near | {1} | ({last} if last else set()))
    shown: list[int] = []
    for page in wanted:
        if shown and page > shown[-1] + 1:
            shown.append(0)
        shown.append(page)
    return shown if last else [*shown, 0]


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """A symbol of the design system; decoration unless it has a label."""
    return _icon(name, classes, str(label))


@lru_cache(maxsize=512)
def _icon(name: str, classes: str, label: str) -> SafeString:
    spoken = format_html(' role="img" aria-label="{}"', label) if label else SafeString(' aria-hidden="true"')
    return format_html(
        '<svg class="icon-svg{}" focusable="false"{}><use href="{}#{}"></use></svg>',
        f" {classes}" if classes else "", spoken, static("vendor/dkfds/img/all-svg-icons.svg"), name,
    )  # fmt: skip


@register.filter
def day(on: dt.date | None) -> str:
    """A date as the reader's country writes it; kept, because a page has a hundred dates and every page the same ones."""
    return "" if on is None else _day(dt.date(on.year, on.month, on.day), get_language())


@lru_cache(maxsize=8192)
def _day(on: dt.date, _language: str | None) -> str:
    return date_format(on, "SHORT_DATE_FORMAT")


@register.filter
def age(born_on: dt.date | None) -> str:
    """Whole years today, as a plain number."""
    if born_on is None:
        return ""
    now = today()
    return str(now.year - born_on.year - ((now.month, now.day) < (born_on.month, born_on.day)))


@register.filter
def away(on: dt.date | None) -> str:
    """How far a date is from today, in words: "today", "in 3 days", "5 days late"."""
    if on is None:
        return ""
    days = (on - today()).days
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


@register.filter
def since(on: dt.date | None) -> str:
    """How long ago a date was, in words."""
    if on is None:
        return ""
    days = (today() - on).days
    if days <= 0:
        return gettext("today")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


@register.filter
def is_past(on: dt.date | None) -> bool:
    """Whether the date lies before today."""
    return on is not None and on < today()


@register.filter
def masked(value: object) -> SafeString:
    """A value that exists but is not shown here, told to screen readers as well."""
    if value in (None, ""):
        return SafeString("")
    return format_html(
        '<span class="masked" aria-hidden="true">••••••</span><span class="sr-only">{}</span>', gettext("hidden")
    )


@register.filter
def masked_cpr(value: str) -> str:
    """A CPR number as every list may show it: the birth date, never the last four digits."""
    digits = "".join(char for char in value if char.isdigit())
    return f"{digits[:6]}-••••" if len(digits) >= 6 else "••••••-••••"


@register.filter
def widget_kind(field: BoundField) -> str:
    """Which markup the design system has for a field: input, select, textarea, checkbox, choices, date or file."""
    widget = field.field.widget
    kinds = {
        "Select": "select", "SelectMultiple": "select", "NullBooleanSelect": "select", "Textarea": "textarea",
        "CheckboxInput": "checkbox", "RadioSelect": "choices", "CheckboxSelectMultiple": "choices",
        "DateInput": "date", "FileInput": "file", "ClearableFileInput": "file",
    }  # fmt: skip
    return next((kinds[kind.__name__] for kind in type(widget).__mro__ if kind.__name__ in kinds), "input")


_SENTENCE: Final = 200
"""From how many characters a field of one line holds a sentence, and is as wide as one."""
_CLASSES: Final = {"select": "form-select", "checkbox": "form-checkbox"}


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The field's own widget with the class that the design system expects; never a style or a script."""
    kind = widget_kind(field)
    present = field.field.widget.attrs.get("class", "")
    size = "is-wide" if (getattr(field.field, "max_length", None) or 0) >= _SENTENCE and kind == "input" else ""
    attrs: dict[str, str | bool] = {"class": " ".join(f"{_CLASSES.get(kind, 'form-input')} {size} {present}".split())}
    if kind == "date":
        attrs["autocomplete"] = field.field.widget.attrs.get("autocomplete", "off")
    if type(field.field.widget) is Select:
        return _select(field, attrs)
    return field.as_widget(attrs=attrs)


def _select(field: BoundField, attrs: dict[str, str | bool]) -> SafeString:
    """A plain list of choices as Django would write it, without a template for every choice: filters have hundreds."""
    attrs = field.build_widget_attrs({"id": field.auto_id, **attrs}, field.field.widget)
    widget = field.field.widget.get_context(field.html_name, field.value(), attrs)["widget"]
    options = (
        (option["value"], option["attrs"], option["label"]) for _n, group, _i in widget["optgroups"] for option in group
    )
    if any(name for name, _group, _index in widget["optgroups"]):
        return field.as_widget(attrs=attrs)
    return format_html(
        '<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]),
        format_html_join("", '<option value="{}"{}>{}</option>', ((v or "", flatatt(a), label) for v, a, label in options)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, in the chart's own units."""

    label: str
    text: str
    width: float
    href: str


def _part(row: object, name: str) -> object:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


def _number(row: object) -> float:
    value = _part(row, "value")
    return float(value) if isinstance(value, int | float) else 0.0


@register.simple_tag
def bars(rows: Iterable[object], most: float = 0.0, unit: str = "") -> list[Bar]:
    """Rows with `label`, `value` and perhaps `href` and `text` as bars of at most 100 units; None is no bar."""
    listed = list(rows)
    highest = most or max(map(_number, listed), default=0.0) or 1.0
    return [
        Bar(
            label=str(_part(row, "label") or ""),
            text=str(_part(row, "text") or f"{_part(row, 'value')}{unit}"),
            width=round(min(100.0, 100 * _number(row) / highest), 1),
            href=str(_part(row, "href") or ""),
        )
        for row in listed
    ]
