# SPDX-License-Identifier: EUPL-1.2
"""Background work of the shell."""

from importlib import import_module

from axes.models import AccessAttempt, AccessLog
from django.conf import settings

from roedtraad.kernel import clock
from roedtraad.web.throttle import ACCOUNT_WINDOW, FAMILIAR_FOR


def forget_old_sign_ins() -> None:
    """Let go of sessions that are over, and of addresses that no limit asks about any more."""
    now = clock.now()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    AccessLog.objects.filter(attempt_time__lt=now - FAMILIAR_FOR).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - ACCOUNT_WINDOW).delete()
