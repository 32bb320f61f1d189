# SPDX-License-Identifier: EUPL-1.2
"""What this room knows about everybody on a date: whether there is a realistic plan, when it is to be revised, support after 18."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.facts import Arguments, Fact, FactKind, Moment, facts
from roedtraad.kernel.sql import Sql, compose, param_list
from roedtraad.plans.models import PlanTextCode

NEEDED_AFTER_18: Final = (
    PlanTextCode.AFTER_18_HOUSING.value,
    PlanTextCode.AFTER_18_EDUCATION.value,
    PlanTextCode.AFTER_18_WORK.value,
)
"""What the youth plan must say at the latest half a year before 18 (sm.dk on ungestøtte, 2024); other support is free."""


def register() -> None:
    """Register this room's facts."""
    for fact in (
        Fact("has_realistic_plan", FactKind.BOOLEAN, _("has a realistic plan"), _has_realistic_plan),
        Fact("plan_revision_due_on", FactKind.DATE, _("plan to be revised"), _plan_revision_due_on),
        Fact("support_plan_ready", FactKind.BOOLEAN, _("support after 18 is planned"), _support_plan_ready),
    ):
        facts.register(fact)


def _has_realistic_plan(at: Moment, _args: Arguments) -> Sql:
    """A guidance professional has found the plan with its present goal realistic."""
    return compose(
        "EXISTS (SELECT 1 FROM plans_plan n WHERE n.young_person_id = p.id AND n.realistic_on <= {})",
        at.dialect.date(at.on),
    )


def _plan_revision_due_on(at: Moment, _args: Arguments) -> Sql:
    return compose(
        "(SELECT n.next_revision_on FROM plans_plan n WHERE n.young_person_id = p.id AND n.started_on <= {})",
        at.dialect.date(at.on),
    )


def _support_plan_ready(_at: Moment, _args: Arguments) -> Sql:
    """Housing, education and work after 18 are all written in the plan."""
    return compose(
        "((SELECT COUNT(*) FROM plans_plantext x JOIN plans_plan n ON n.id = x.plan_id"
        f" WHERE n.young_person_id = p.id AND x.code IN ({{}})) = {len(NEEDED_AFTER_18)})",
        param_list(NEEDED_AFTER_18),
    )
