# SPDX-License-Identifier: EUPL-1.2
"""A small profile, and the mistakes that can be made in it: what is written instead, then path, message, remedy."""

SMALL = """\
format: 1
id: smallby
title: {da: "Lilleby", en: "Smallby"}
summary: {da: "Kort.", en: "Short."}
municipality: {name: "Lilleby", code: "998", fictional: true}
described_as_of: 2026-01-01
source: "Made up"
models:
  - {model: unified, variant: with_authority, units: [door], valid_from: 2020-01-01, source: "Made up"}
departments:
  - {code: youth, name: {da: "Unge", en: "Youth"}, disciplines: [social], laws: [KUI], valid_from: 2020-01-01}
units:
  - {code: door, department: youth, name: {da: "Døren", en: "The door"}, is_entry: true, valid_from: 2020-01-01}
  - {code: back, department: youth, name: {da: "Bag", en: "Back"}, valid_from: 2020-01-01}
laws:
  - {code: KUI, title: {da: "KUI-loven", en: "KUI act"}, valid_from: 2020-01-01, source: "Made up"}
roles:
  - {code: contact_person, title: {da: "Guide", en: "Guide"}, valid_from: 2020-01-01}
target_groups:
  - {code: all, title: {da: "Alle", en: "All"}, ages: {from: 15, to: 29}, valid_from: 2020-01-01, source: "Made up"}
forums:
  - id: conference
    title: {da: "Konference", en: "Conference"}
    kind: conference
    cadence: {every: 14, unit: day}
    fixed_members: [{discipline: social}, {unit: back}, {role: contact_person}]
    admission: {rules: [old_case]}
    valid_from: 2020-01-01
    source: "Made up"
rules:
  - id: old_case
    title: {da: "Gammel sag", en: "Old case"}
    when: {all: [{fact: oldest_open_case_on, of: {discipline: social}, older_than: {years: 1}}]}
    due: {fact: oldest_open_case_on, plus: {years: 1}}
    leads_to: {forum: conference, as: mandatory}
    valid_from: 2020-01-01
    source: "Made up"
"""

MISTAKES = {
    "unknown key": ("fictional: true", "fictionel: true", "municipality.fictionel", "not known", "fictional"),
    "missing text": ('title: {da: "Lilleby", en: "Smallby"}', 'title: {da: "Lilleby"}', "title.en", "missing", "Add it"),
    "empty text": ('summary: {da: "Kort."', 'summary: {da: ""', "summary.da", "text is expected", "quotation"),
    "number for text": ('name: "Lilleby"', "name: 5", "municipality.name", "text is expected", "quotation"),
    "date in local form": ("described_as_of: 2026-01-01", "described_as_of: 01-01-2026", "described_as_of", "date", "2026-12-24"),
    "date that does not exist": ("described_as_of: 2026-01-01", "described_as_of: 2026-02-30", "described_as_of", "date", "2026-12-24"),
    "period backwards": (
        'en: "KUI act"}, valid_from: 2020-01-01',
        'en: "KUI act"}, valid_from: 2020-01-01, valid_to: 2019-12-31',
        "laws[1]",
        "before it begins",
        "last day",
    ),
    "unknown discipline": ("disciplines: [social]", "disciplines: [socal]", "departments[1].disciplines[1]", "known words", "social"),
    "unknown model": ("model: unified", "model: unifed", "models[1].model", "known words", "unified"),
    "variant of another model": ("variant: with_authority", "variant: ad_hoc", "models[1]", "does not belong", "with_authority"),
    "municipality code": ('code: "998"', 'code: "98"', "municipality.code", "right form", "{3}"),
    "no entry": ("is_entry: true, ", "", "units", "0 entry units", "Exactly one"),
    "two entries": ('en: "Back"}', 'en: "Back"}, is_entry: true', "units[2].is_entry", "2 entry units", "Exactly one"),
    "unit of no department": (
        "{code: back, department: youth", "{code: back, department: youht",
        "units[2].department", "not in this", "youth",
    ),
    "model of no unit": ("units: [door]", "units: [dor]", "models[1].units[1]", "not in this", "door"),
    "law that is not there": ("laws: [KUI]", "laws: [KUL]", "departments[1].laws[1]", "not in this", "KUI"),
    "seat for no unit": ("{unit: back}", "{unit: bakc}", "forums[1].fixed_members[2].unit", "not in this", "back"),
    "seat for no role": ("{role: contact_person}", "{role: guardian}", "forums[1].fixed_members[3].role", "not in this", "contact_person"),
    "seat for two": (
        "{discipline: social}, {unit", "{discipline: social, unit: back}, {unit",
        "forums[1].fixed_members[1]", "exactly one", "Give one",
    ),
    "cadence without unit": ("{every: 14, unit: day}", "{every: 14}", "forums[1].cadence", "unclear", "ad_hoc"),
    "cadence and ad hoc": ("unit: day}", "unit: day, ad_hoc: true}", "forums[1].cadence", "unclear", "ad_hoc"),
    "admission by no rule": (
        "admission: {rules: [old_case]}", "admission: {rules: [old_case, new]}",
        "forums[1].admission.rules[2]", "not in this", "old_case",
    ),
    "time of day": ("kind: conference", 'kind: conference\n    begins_at: "nine"', "forums[1].begins_at", "time of day", "13:30"),
    "week that is none": ("unit: day}", "unit: day, skip_weeks: [54]}", "forums[1].cadence.skip_weeks[1]", "outside", "53"),
    "first day in local form": ("unit: day}", "unit: day, first_on: 01-02-2026}", "forums[1].cadence.first_on", "date", "2026-12-24"),
    "first day after the end": (
        "{every: 14, unit: day}\n", "{every: 14, unit: day, first_on: 2026-02-03}\n    valid_to: 2025-12-31\n",
        "forums[1].cadence.first_on", "has ended by then", "earlier day",
    ),
    "after no forum": ("{rules: [old_case]}", "{rules: [old_case], after: [workshop]}", "forums[1].admission.after[1]", "not in this", ""),
    "after itself": ("{rules: [old_case]}", "{rules: [old_case], after: [conference]}", "forums[1].admission.after[1]", "not in this", ""),
    "basis that nobody knows": (
        "kind: conference", "kind: conference\n    sharing_basis: ssp_116", "forums[1].sharing_basis", "not in this", "ssp_115",
    ),
    "more people than time": (
        "kind: conference", "kind: conference\n    minutes: 60\n    minutes_per_case: 30\n    capacity: 3",
        "forums[1].minutes", "90 minutes are needed", "longer",
    ),
    "circle without members": (
        "    fixed_members: [{discipline: social}, {unit: back}, {role: contact_person}]", "    closed_circle: true",
        "forums[1].closed_circle", "nobody in it", "fixed_members",
    ),
    "admitted to what meets about nobody": (
        "kind: conference", "kind: conference\n    without_cases: true",
        "forums[1].without_cases", "never meets", "admission",
    ),
    "rule to no forum": (
        "leads_to: {forum: conference,", "leads_to: {forum: confrence,",
        "rules[1].leads_to.forum", "not in this", "conference",
    ),
    "rule to two places": (
        "leads_to: {forum: conference,", "leads_to: {role: contact_person, forum: conference,",
        "rules[1].leads_to", "exactly one", "Give one",
    ),
    "due that is nothing": (
        "due: {fact: oldest_open_case_on, plus: {years: 1}}", "due: {plus: {years: 1}}",
        "rules[1].due", "unclear", "age_months",
    ),
    "duration of no unit": (
        "older_than: {years: 1}", "older_than: {year: 1}",
        "rules[1].when.all[1].older_than", "length of time", "working_days",
    ),
    "duration that is a number": ("plus: {years: 1}", "plus: 1", "rules[1].due.plus", "length of time", "months"),
    "unknown operator": ("older_than: {years: 1}", "older_then: {years: 1}", "rules[1].when.all[1].older_then", "not a test", "older_than"),
    "unknown word": ("when: {all: [", "when: {al: [", "rules[1].when.al", "does not begin", "all"),
    "leaf that asks nothing": (", older_than: {years: 1}", "", "rules[1].when.all[1]", "Nothing is asked", "from: 180"),
    "empty list": (
        "{all: [{fact: oldest_open_case_on, of: {discipline: social}, older_than: {years: 1}}]}", "{all: []}",
        "rules[1].when.all", "list of conditions", "- ",
    ),
    "discipline as argument": (
        "of: {discipline: social}", "of: {discipline: socal}",
        "rules[1].when.all[1].of.discipline", "not in this", "social",
    ),
    "duplicate key": ("id: smallby\n", "id: smallby\nid: bigby\n", "id", "stands twice", "Remove"),
    "anchor": ('source: "Made up"\nmodels', 'source: &a "Made up"\nmodels', "", "Anchors", "Write the text out"),
    "tag": ('source: "Made up"\nmodels', 'source: !!str "Made up"\nmodels', "", "Tags", "Remove"),
    "ages backwards": ("{from: 15, to: 29}", "{from: 29, to: 15}", "target_groups[1].ages", "backwards", "lower"),
    "ages without end": ("{from: 15, to: 29}", "{from: 15}", "target_groups[1].ages", "no end", "starts"),
    "age that is a text": (
        "{from: 15, to: 29}", "{from: femten, to: 29}",
        "target_groups[1].ages.from", "number is expected", "only the number",
    ),
    "list that is one thing": ("disciplines: [social]", "disciplines: social", "departments[1].disciplines", "list is expected", "- "),
    "yes that is a word": ("is_entry: true", "is_entry: maybe", "units[1].is_entry", "Yes or no", "true or false"),
}  # fmt: skip
