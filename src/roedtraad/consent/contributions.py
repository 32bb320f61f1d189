# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

from django.utils.translation import gettext_lazy as _

from roedtraad.consent import desk, thread
from roedtraad.kernel.contributions import (
    ActType,
    DeskBox,
    PersonAct,
    PersonSection,
    PersonTab,
    ThreadSource,
    act_types,
    desk_boxes,
    person_acts,
    person_sections,
    person_tabs,
    thread_sources,
)
from roedtraad.kernel.rights import Part, Right


def register() -> None:
    """The tab and what stands on the person's page, the desk's boxes, and the acts of this room."""
    _register_page()
    desk_boxes.register(DeskBox("consents", _("Consents that run out"), Right.SHARE_DATA, desk.running_out))
    desk_boxes.register(
        DeskBox(
            "overrides",
            _("Shared in spite of the rules"),
            Right.SET_SHARING_RULES,
            desk.unseen_overrides,
            "consent:rules",
        )
    )
    for name, title in (
        ("consents_seen", _("Saw consents and sharing")),
        ("sharing_rules_seen", _("Saw what is shared, and on which rules")),
        ("consent_given", _("Wrote down a consent")),
        ("consent_limited", _("Made a consent less")),
        ("consent_renewed", _("Renewed a consent")),
        ("consent_withdrawn", _("Took a consent back")),
        ("data_shared", _("Shared data on a legal basis")),
        ("sharing_overridden", _("Shared data in spite of the rules")),
        ("sharing_ended", _("Ended a sharing")),
        ("override_acknowledged", _("Saw a sharing in spite of the rules")),
        ("data_passed_on", _("Passed data on")),
    ):
        act_types.register(ActType(name, title))


def _register_page() -> None:
    title = _("Consents and sharing")
    person_tabs.register(PersonTab("consents", title, Part.CONSENTS, "consent:consents", 70))
    person_acts.register(PersonAct("may_i_share", _("May I share this?"), Right.SHARE_DATA, "consent:ask"))
    person_sections.register(
        PersonSection(
            "consents",
            Part.CONSENTS,
            "consent/consents_section.html",
            desk.section,
            "aside",
            ("consent.Consent", "consent.Sharing"),
        )
    )
    thread_sources.register(
        ThreadSource("consents", Part.CONSENTS, thread.entries, _("consents"), ("consent.Consent", "consent.Sharing"))
    )
