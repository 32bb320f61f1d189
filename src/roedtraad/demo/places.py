# SPDX-License-Identifier: EUPL-1.2
"""Made-up schools, towns, companies and senders. What is a name in the municipality stays Danish."""

from dataclasses import dataclass
from typing import Final

DISTRICTS: Final = (("9996", "Nørreby"), ("9997", "Østerkær"), ("9998", "Åhuse"), ("9999", "Havnebyen"))
"""Towns with postal codes that no post office has."""
STREETS: Final = (
    "Strandvejen", "Møllebakken", "Birkevej", "Kirkegade", "Ærøgade", "Nørregade", "Engdraget", "Skovbrynet", "Østerled", "Ågade",
    "Lærkevej", "Industrivej", "Havnegade", "Solsikkevej", "Rønnebærvej", "Teglværksvej", "Vibevej", "Stationsvej", "Hybenvej", "Toften",
)  # fmt: skip
_SCHOOLS: Final = (
    "Havneskolen", "Bakkeskolen", "Søndermarkskolen", "Åskolen", "Østervangskolen", "Mølleskolen", "Nørrelundskolen", "Birkeskolen",
    "Engskolen", "Skovskolen", "Strandskolen", "Kirkebakkeskolen", "Lyngskolen", "Kærskolen", "Toftegårdsskolen",
)  # fmt: skip
EDUCATIONS: Final = (
    "Gymnasiet (stx)", "Handelsgymnasiet (hhx)", "Teknisk gymnasium (htx)", "HF", "EUD, tømrer", "EUD, elektriker",
    "EUD, social- og sundhedshjælper", "EUD, kok", "EUD, handel", "EUD, automekaniker",
)  # fmt: skip
HIGHER: Final = (
    "Universitetet",
    "Professionshøjskolen, pædagog",
    "Professionshøjskolen, sygeplejerske",
    "Erhvervsakademiet",
)
FGU: Final = ("FGU, almen grunduddannelse", "FGU, produktionsgrunduddannelse", "FGU, erhvervsgrunduddannelse")
STU: Final = ("STU, værkstedslinjen", "STU, medielinjen", "STU, gårdlinjen")
COMPANIES: Final = (
    "Bageriet på Torvet", "Nordlys Byg", "Havnens Fiskebutik", "Grøn Fart Cykler", "Plejehjemmet Solgården", "Kær og Krat Anlæg",
    "Lageret Øst", "Brugsen i Åhuse", "Møllens Autoværksted", "Café Fyrtårnet", "Rengøring Rundt", "Tømrer Toft",
)  # fmt: skip
MEASURES: Final = ("Vejledningsforløb", "Kompasset", "Mentorforløb", "Afklaring og sundhed", "Byggeprojekt for unge")
BENEFIT_RATES: Final = ("grundsats", "hjemmeboende sats", "mindstesats", "forhøjet sats")
SOURCES: Final = {
    "person": "CPR", "school": "elevsystem", "grade_10": "elevsystem", "youth_education": "ungedatabase", "fgu": "ungedatabase",
    "stu": "visitation", "work": "indkomstregister", "spare_time_job": "vejleder", "benefit": "ydelsessystem",
    "measure": "jobsystem", "placement": "jobsystem", "unknown": "vejleder", "case": "fagsystem",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """A school and where it lies."""

    code: str
    name: str
    district: int


def schools_of(municipality_code: str, count: int) -> tuple[SchoolPlace, ...]:
    """As many schools as asked for, spread over the districts; their numbers begin with the municipality's."""
    return tuple(
        SchoolPlace(
            code=f"{municipality_code}{place + 1:03}",
            name=_SCHOOLS[place % len(_SCHOOLS)] + (f" {place // len(_SCHOOLS) + 1}" if place >= len(_SCHOOLS) else ""),
            district=place % len(DISTRICTS),
        )
        for place in range(count)
    )
