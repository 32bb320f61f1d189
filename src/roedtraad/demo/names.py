# SPDX-License-Identifier: EUPL-1.2
"""Made-up persons' names, with plausible frequencies and backgrounds. Any likeness with a real person is chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Final

from roedtraad.kernel.text import fold, sort_key


@dataclass(frozen=True, slots=True)
class Background:
    """Given names that go with family names; the first of each list are the most frequent."""

    weight: int
    language: str
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    family: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


_DANISH_GIRLS: Final = _words(
    "Emma,Freja,Ida,Clara,Laura,Sofie,Anna,Mathilde,Josefine,Maja,Caroline,Alma,Isabella,Agnes,Nora,Karla,Julie,"
    "Lærke,Astrid,Cecilie,Signe,Liva,Asta,Naja,Filippa,Mille,Amalie,Frida,Andrea,Katrine,Marie,Liv,Sara,Camilla,"
    "Smilla,Ellen,Rosa,Esther,Åse,Ella,Thea,Selma,Zoe,Maren,Chloé,Renée,Bodil,Tilde,Ditte,Merle,Vega,Ylva,Sille,"
    "Bjørk,Helle"
)
_DANISH_BOYS: Final = _words(
    "William,Noah,Lucas,Oscar,Victor,Emil,Malthe,Oliver,Frederik,Magnus,Alfred,Valdemar,Elias,Carl,August,Mikkel,"
    "Tobias,Rasmus,Mads,Anton,Nikolaj,Sebastian,Jonas,Silas,Søren,Bertram,Jeppe,Christian,Storm,Villads,Theo,"
    "Kasper,Simon,Philip,Mathias,Bjørn,Asger,Gustav,Jacob,Benjamin,Anders,Holger,André,Øjvind,Åge,Sander,Johan,"
    "Aksel,Pelle,Rune,Troels,Birk,Hjalte"
)
_DANISH_FAMILY: Final = _words(
    "Nielsen,Jensen,Hansen,Andersen,Pedersen,Christensen,Larsen,Sørensen,Rasmussen,Jørgensen,Petersen,Madsen,Kristensen,Olsen,"
    "Thomsen,Christiansen,Poulsen,Johansen,Møller,Mortensen,Knudsen,Jakobsen,Mikkelsen,Olesen,Frederiksen,Laursen,Henriksen,"
    "Lund,Holm,Schmidt,Eriksen,Kristiansen,Simonsen,Clausen,Svendsen,Andreasen,Iversen,Østergaard,Jeppesen,Nissen,Lauridsen,"
    "Kjær,Dahl,Bertelsen,Nørgaard,Bach,Ravn,Toft,Aagaard,Skov,Bjerregaard,Overgaard,Ågesen,Vestergård,Krogh,Friis,Lindhardt,"
    "Æbeltoft,Ørskov,Brandt,Damgaard,Hedegaard,Mølgaard,Bang,Winther,Carlsen,Kofoed,Birch,Søgaard,Thygesen,Bisgaard,Dam"
)
BACKGROUNDS: Final = (
    Background(820, "", _DANISH_GIRLS, _DANISH_BOYS, _DANISH_FAMILY),
    Background(
        38, "arabisk", _words("Fatima,Zahra,Mariam,Aisha,Layla,Noor,Sara,Amina,Yasmin,Rania,Hiba"),
        _words("Mohammad,Ali,Omar,Yusuf,Hassan,Ibrahim,Adam,Bilal,Karim,Samir,Tariq"),
        _words("Al-Khatib,Hussein,Ahmad,Khalil,Mansour,Saleh,Haddad,Darwish,Abbas,Hamdan,Nasser,Khoury,Al-Masri"),
    ),
    Background(
        24, "tyrkisk", _words("Elif,Zeynep,Ayşe,Selin,Melis,Ebru"), _words("Mehmet,Emre,Can,Deniz,Kaan,Burak"),
        _words("Yılmaz,Kaya,Demir,Çelik,Şahin,Öztürk,Aydın,Arslan,Koç,Doğan"),
    ),
    Background(
        16, "somali", _words("Hodan,Ayan,Ifrah,Sahra,Nasra"), _words("Abdi,Mahad,Ismail,Liban,Zakaria"),
        _words("Abdullahi,Mohamud,Warsame,Farah,Hersi,Jama,Osman,Aden"),
    ),
    Background(
        16, "bosnisk", _words("Lejla,Emina,Selma,Ajla"), _words("Amar,Haris,Dino,Tarik"),
        _words("Hodžić,Begić,Kovačević,Delić,Mujić,Halilović"),
    ),
    Background(
        16, "ukrainsk", _words("Anastasiia,Sofiia,Polina,Daryna"), _words("Danylo,Maksym,Artem,Nazar"),
        _words("Shevchenko,Kovalenko,Bondarenko,Tkachenko,Kravchenko,Melnyk"),
    ),
    Background(
        14, "polsk", _words("Zuzanna,Maja,Lena,Oliwia"), _words("Jakub,Kacper,Filip,Szymon"),
        _words("Nowak,Wójcik,Mazur,Wróbel,Dudek,Sikora"),
    ),
    Background(
        12, "dari", _words("Shabnam,Parwana,Zohra"), _words("Farhad,Milad,Rahim"),
        _words("Ahmadi,Rahimi,Haidari,Noori,Karimi,Sultani"),
    ),
    Background(
        10, "rumænsk", _words("Ioana,Bianca,Alexandra"), _words("Andrei,Matei,Rareș"),
        _words("Popescu,Ionescu,Dumitru,Stoica,Munteanu"),
    ),
    Background(
        10, "tamil", _words("Priya,Anjali,Nila"), _words("Arun,Kavin,Vishnu"),
        _words("Sivakumar,Rajan,Thurairajah,Nadarajah,Selvarajah"),
    ),
    Background(10, "vietnamesisk", _words("Linh,Anh,Mai"), _words("Minh,Huy,Khoa"), _words("Nguyen,Tran,Le,Pham,Hoang")),
    Background(
        8, "grønlandsk", _words("Pipaluk,Aviaja,Nivi"), _words("Inuk,Malik,Minik"),
        _words("Petersen,Kleist,Lynge,Olsvig,Heilmann"),
    ),
    Background(6, "", _words("Bára,Sólja,Súsanna"), _words("Rógvi,Jákup,Høgni"), _words("Joensen,Hansen,Poulsen,Djurhuus")),
)  # fmt: skip


def _falling(count: int) -> list[float]:
    """Cumulative weights that fall as the frequencies of names do."""
    return list(accumulate(1 / (place + 6) for place in range(count)))


_WEIGHTS: Final = list(accumulate(one.weight for one in BACKGROUNDS))
_FALLING: Final = {
    count: _falling(count) for one in BACKGROUNDS for count in (len(one.girls), len(one.boys), len(one.family))
}
_GIRLS, _MIDDLE_NAME, _DOUBLE_GIVEN = 0.49, 0.22, 0.12


def pick(random: Random, names: Sequence[str]) -> str:
    """One of the names, the first ones more often."""
    return random.choices(names, cum_weights=_FALLING[len(names)])[0]


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and the language at home when it is not Danish."""

    given: str
    family: str
    language: str


def draw_name(random: Random, background: Background | None = None) -> Name:
    """A name of one background; now and then with a second first name or a middle name."""
    if background is None:
        background = random.choices(BACKGROUNDS, cum_weights=_WEIGHTS)[0]
    names = background.girls if random.random() < _GIRLS else background.boys
    given, family = pick(random, names), pick(random, background.family)
    chance = random.random()
    if background is BACKGROUNDS[0] and chance < _MIDDLE_NAME:
        middle = pick(random, background.family)
        family = f"{middle} {family}" if middle != family else family
    elif chance > 1 - _DOUBLE_GIVEN:
        second = pick(random, names)
        given = f"{given} {second}" if second != given else given
    return Name(given, family, background.language)


def search_columns(given: str, family: str) -> tuple[str, str, str]:
    """What a name is found and sorted by: the columns search_given, search_family and sort_name."""
    (folded_given, given_key), (folded_family, family_key) = _folded(given), _folded(family)
    return f"{folded_given} {folded_family}", f"{folded_family} {folded_given}", f"{family_key} {given_key}"


@lru_cache(maxsize=1 << 14)
def _folded(text: str) -> tuple[str, str]:
    folded = fold(text)
    return folded, sort_key(folded)
