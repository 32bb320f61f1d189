# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.contributions import ActType, Chore, NoticeText, act_types, chores, notice_texts
from roedtraad.notices import actions


def register() -> None:
    """Acts, the chore that sends, and the notice that every room may use."""
    act_types.register(ActType("notice_written", _("Wrote a notice to be sent")))
    act_types.register(ActType("notice_tried_again", _("Let a notice be tried again")))
    chores.register(Chore("send_notices", _("Send notices"), actions.send_waiting))
    notice_texts.register(
        NoticeText(
            "something_new",
            _("Something new in Rødtråd"),
            _("News from {municipality}"),
            _("There is something new for you. Sign in and read it: {link}"),
        )
    )
