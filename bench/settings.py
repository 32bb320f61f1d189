# SPDX-License-Identifier: EUPL-1.2
"""The product's own settings, with one more address: the bare view that pages are measured against."""

from roedtraad.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
