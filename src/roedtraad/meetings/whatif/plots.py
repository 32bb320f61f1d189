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


def compared(rows: Rows, *, y: str, title: str, names: Sequence[str]) -> dict[str, Any]:
    """One bar for each `name`, with a line from `low` to `high`."""
    spec = grouped(rows, x="", y=y, title=title, names=names)
    del spec["encoding"]["xOffset"]
    spec["layer"][0]["encoding"]["color"]["legend"] = None
    return spec


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
    """A line for each `name` over `at`, with the band from `low` to `high` behind it. Lines differ in colour and in dashes."""
    at = [row["at"] for row in rows]
    scale = {"domain": [min(at, default=0), max(at, default=1)], "nice": False}
    along = {
        "field": "at",
        "type": "quantitative",
        "title": x,
        "axis": {"format": "d", "tickMinStep": 1},
        "scale": scale,
    }
    drawn = {"symbolType": "stroke", "symbolStrokeWidth": 3, "symbolSize": 400}
    dashes = {
        "field": "name",
        "type": "nominal",
        "sort": list(names),
        "scale": {"domain": list(names)},
        "legend": drawn,
    }
    value = {"field": "value", "type": "quantitative", "title": y}
    return {
        "description": title,
        "data": {"values": list(rows)},
        "encoding": {"x": along},
        "layer": [
            *(_bands(name, colour, y) for name, colour in zip(names, COLOURS, strict=False)),
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"y": value, "stroke": {**_colour(names), "legend": drawn}, "strokeDash": dashes},
            },
        ],
    }


def _bands(name: str, colour: str, y: str) -> dict[str, Any]:
    """The band of one `name`; a layer of its own, so that the legend shows the lines."""
    return {
        "transform": [{"filter": {"field": "name", "equal": name}}],
        "mark": {"type": "area", "color": colour, "opacity": 0.16},
        "encoding": {"y": {"field": "low", "type": "quantitative", "title": y}, "y2": {"field": "high"}},
    }


def _colour(names: Sequence[str]) -> dict[str, Any]:
    scale = {"domain": list(names), "range": list(COLOURS[: len(names)])}
    return {
        "field": "name",
        "type": "nominal",
        "scale": scale,
        "sort": list(names),
        "legend": {"symbolType": "square"},
    }
