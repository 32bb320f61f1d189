# SPDX-License-Identifier: EUPL-1.2
"""The application that the web server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roedtraad.config.settings")
application = get_wsgi_application()
