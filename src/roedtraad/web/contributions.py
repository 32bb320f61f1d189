# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.contributions import ActType, NightlyJob, act_types, nightly_jobs


def register() -> None:
    """Signing in goes to the log; so do the looks of the desk that are not about signals alone."""
    from roedtraad.web import jobs, signin_log  # noqa: F401  (the second connects its receivers)
    from roedtraad.web.imports import uploads

    nightly_jobs.register(
        NightlyJob("forget_sign_ins", _("Forget old sign-ins"), dt.time(2, 30), jobs.forget_old_sign_ins)
    )
    nightly_jobs.register(
        NightlyJob("forget_uploads", _("Remove files that wait to be imported"), dt.time(2, 45), uploads.forget_old)
    )
    act_types.register(ActType("my_people_seen", _("Saw the list of the young people whom somebody follows")))
    act_types.register(ActType("my_people_exported", _("Took out the list of the young people whom somebody follows")))
    act_types.register(ActType("waiting_seen", _("Saw what waits for an answer")))
    act_types.register(ActType("unit_rows_seen", _("Saw the young people behind a figure of the unit")))
    act_types.register(ActType("import_previewed", _("Saw the rows of a file before its import")))
    act_types.register(ActType("import_rejections_exported", _("Took out the rejected rows of a file")))
