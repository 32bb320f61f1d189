# SPDX-License-Identifier: EUPL-1.2
"""Plots as SVG, drawn on the server: Vega-Lite specifications in the colours of the design system. Each has its table on the page."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

COLOURS: Final = ("#b5313a", "#0059b3", "#008539", "#8a6100", "#6b3fa0")
"""The thread's red first, then colours that differ in lightness too."""
WIDTH: Final = 640
HEIGHT: Final = 260
_INK: Final = "#1a1a1a"
_QUIET: Final = "#5c5c5c"
_CONFIG: Final[Mapping[str, Any]] = {
    "font": "IBM Plex Sans, Arial, sans-serif",
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _INK, "titleColor": _INK, "labelFontSize": 14, "titleFontSize": 14, "gridColor": "#e3e0dc",
        "domainColor": _QUIET, "tickColor": _QUIET, "titleFontWeight": "normal", "labelLimit": 240,
    },
    "legend": {
        "labelFontSize": 14, "titleFontSize": 14, "orient": "bottom", "title": None, "labelLimit": 320, "columns": 2,
        "direction": "vertical", "labelColor": _INK,
    },
}  # fmt: skip
Rows = Sequence[Mapping[str, Any]]


def drawn(spec: Mapping[str, Any], locale: str = "da") -> str:
    """The specification as SVG. No part of it comes from a reader; numbers are written as in the language."""
    return _drawn(json.dumps(_whole(spec)), locale)


@lru_cache(maxsize=64)
def _drawn(spec: str, locale: str) -> str:
    import vl_convert  # 84 MB, and only plots need it

    decimal = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " kr."]}
    return str(vl_convert.vegalite_to_svg(spec, format_locale=decimal if locale == "da" else None))


def _whole(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": WIDTH, "height": HEIGHT,
        "config": dict(_CONFIG), **spec,
    }  # fmt: skip


def bars(rows: Rows, *, x: str, y: str, title: str) -> dict[str, Any]:
    """One bar for each row (`label`, `value`), in the rows' order."""
    return {
        "description": title,
        "data": {"values": list(rows)},
        "mark": {"type": "bar", "color": COLOURS[0]},
        "encoding": {
            "x": {"field": "label", "type": "nominal", "sort": None, "title": x, "axis": {"labelAngle": 0}},
            "y": {"field": "value", "type": "quantitative", "title": y, "axis": {"tickMinStep": 1}},
        },
    }


def grouped(rows: Rows, *, x: str, y: str, title: str, names: Sequence[str]) -> dict[str, Any]:
    """Bars side by side: `label` along the axis, one colour for each `name`, a line from `low` to `high`."""
    place = {"xOffset": {"field": "name", "type": "nominal", "sort": list(names)}}
    along = {"field": "label", "type": "nominal", "sort": None, "title": x, "axis": {"labelAngle": 0}}
    return {
        "description": title,
        "data": {"values": list(rows)},
        "encoding": {"x": along, **place},
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {"y": {"field": "value", "type": "quantitative", "title": y}, "color": _colour(names)},
            },
            {
                "mark": {"type": "rule", "color": _INK},
                "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
            },
        ],
    }


def lines(rows: Rows, *, x: str, y: str, title: str, names: Sequence[str]) -> dict[str, Any]:
    """A line for each `name` over `at`, with the band from `low` to `high` behind it."""
    along = {"field": "at", "type": "quantitative", "title": x, "axis": {"tickMinStep": 1, "format": "d"}}
    dash = {"field": "name", "type": "nominal", "sort": list(names), "legend": None}
    return {
        "description": title,
        "data": {"values": list(rows)},
        "encoding": {"x": along, "color": _colour(names)},
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.18},
                "encoding": {
                    "y": {"field": "low", "type": "quantitative", "title": y},
                    "y2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"y": {"field": "value", "type": "quantitative", "title": y}, "strokeDash": dash},
            },
        ],
    }


def _colour(names: Sequence[str]) -> dict[str, Any]:
    scale = {"domain": list(names), "range": list(COLOURS[: len(names)])}
    return {"field": "name", "type": "nominal", "scale": scale, "sort": list(names), "legend": {"symbolType": "square"}}
