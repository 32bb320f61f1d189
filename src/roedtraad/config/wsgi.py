# SPDX-License-Identifier: EUPL-1.2
"""The application that the web server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roedtraad.config.settings")
application = get_wsgi_application()

# What is loaded by now stays for good: looking through it again and again would make every so many answers slow.
gc.collect()
gc.freeze()
