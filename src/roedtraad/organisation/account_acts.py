# SPDX-License-Identifier: EUPL-1.2
"""The acts about staff accounts and signing in that the log knows."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import Classification
from roedtraad.kernel.contributions import ActType

ACT_TYPES: Final = (
    ActType("open_account", _("Opened an account")),
    ActType("change_account", _("Changed an account")),
    ActType("give_role", _("Gave a role")),
    ActType("end_role", _("Ended a role")),
    ActType("lock_account", _("Closed an account")),
    ActType("unlock_account", _("Reopened an account")),
    ActType("issue_sign_in_link", _("Issued a one-time link")),
    ActType("remove_second_factor", _("Removed somebody's second factor")),
    ActType("export_accounts", _("Exported the list of accounts")),
    ActType("picture_set", _("Set a colleague's picture"), Classification.INTERNAL),
    ActType("picture_removed", _("Took a colleague's picture away"), Classification.INTERNAL),
    ActType("choose_password", _("Chose a password")),
    ActType("change_password", _("Changed the password")),
    ActType("choose_language", _("Chose a language")),
    ActType("signed_in", _("Signed in")),
    ActType("signed_out", _("Signed out")),
    ActType("sign_in_locked", _("Too many wrong answers at sign-in")),
    ActType("add_second_factor", _("Added a second factor")),
    ActType("drop_second_factor", _("Dropped a second factor")),
    ActType("renew_recovery_codes", _("Renewed the recovery codes")),
)
