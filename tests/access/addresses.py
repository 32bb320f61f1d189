# SPDX-License-Identifier: EUPL-1.2
"""Every named address of the site, read from the URL configuration itself."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def named_addresses() -> dict[str, frozenset[str]]:
    """The full name of every address and the names of its arguments. Raises for an address without a name."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, frozenset[str]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from _walk(one.url_patterns, inner)
        elif not one.name:
            raise LookupError(f"an address without a name: {one.pattern}")
        else:
            yield f"{prefix}{one.name}", frozenset(one.pattern.regex.groupindex)
