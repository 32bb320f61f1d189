# SPDX-License-Identifier: EUPL-1.2
"""The checks of `make lint` find what they are for, and let pass what is right."""

import re
from pathlib import Path

import polib
import pytest

from tools import check_repository, check_sizes, check_templates, messages


@pytest.mark.parametrize(
    ("markup", "finding"),
    [
        ("<script>go()</script>", "a script in the page"),
        ("<style>p {}</style>", "a style sheet in the page"),
        ('<p style="color: red"></p>', "a style attribute"),
        ('<button onclick="go()"></button>', "an on… attribute"),
        ('<button hx-on:click="go()"></button>', "an on… attribute"),
        ('<a href="javascript:go()"></a>', "a javascript: address"),
        ("<p>Good morning</p>", "text that is not translated"),
        ('<img alt="A house">', "text that is not translated"),
        ("<p>{% translate 'Good morning' %}</p>", "without {% load i18n %}"),
        ("<br>\n" * 151, "longer than 150 lines"),
    ],
)
def test_a_template_with_a_mistake_is_found(markup: str, finding: str) -> None:
    assert [problem for _line, problem in check_templates._findings(markup) if finding in problem]


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="{% static "a.js" %}" defer></script>',
        '{% load i18n %}<p title="{% translate "Hello" %}">{% blocktranslate %}Good morning{% endblocktranslate %}</p>',
        "{# a remark in English #}{% if a > b %}<p>{{ name }}</p>{% endif %}",
        "<p>&nbsp;·&nbsp;Rødtråd 24</p>",
        '{% load i18n %}<a href="?a=1" {% if x %}aria-current="page"{% endif %}>{% translate "One" %}</a>',
    ],
)
def test_a_template_that_is_right_passes(markup: str) -> None:
    assert list(check_templates._findings(markup)) == []


def test_the_line_of_a_finding_is_the_line_in_the_file() -> None:
    assert [
        line for line, _problem in check_templates._findings("{% comment %}one\ntwo{% endcomment %}\n<p>\nHello\n</p>")
    ] == [4]


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("311299-1234", True),  # cpr-ok
        ("3112991234", True),  # cpr-ok
        ("911299-1234", False),
        ("1700000000", False),
        ("see py" + "pi.org", True),
        ("cd /ho" + "me/anna/x", True),
        ("path/to/home/page", False),
    ],
)
def test_what_may_not_stand_in_the_repository(tmp_path: Path, line: str, is_found: bool) -> None:
    file = tmp_path / "note.md"
    file.write_text(line)
    assert bool(list(check_repository._findings(file))) == is_found


def test_a_docstring_is_a_promise_and_not_counted_as_work() -> None:
    code = 'def act():\n    """One.\n\n    Two.\n    """\n    return 1\n'
    assert list(check_sizes._functions(code, "x.py")) == [("act", 1, 2)]


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small source tree with a text in Python, one in a template and a plural."""
    file = tmp_path / "locale" / "da" / "django.po"
    (tmp_path / "templates").mkdir()
    (tmp_path / "code.py").write_text('title = gettext("Hello %(name)s")\nngettext("%(n)d day", "%(n)d days", 2)\n')
    (tmp_path / "templates" / "a.html").write_text(
        "{% load i18n %}\n  {% if a %}\n    {% blocktranslate trimmed %}\n      Good\n      morning\n"
        "    {% endblocktranslate %}\n  {% endif %}"
    )
    for name, value in (("ROOT", tmp_path), ("SOURCE", tmp_path), ("CATALOGUE", file)):
        monkeypatch.setattr(messages, name, value)
    return file


def test_texts_are_collected_translated_and_compiled(catalogue: Path, tmp_path: Path) -> None:
    assert messages.main(["update"]) == 0
    assert [entry.msgid for entry in polib.pofile(str(catalogue))] == ["%(n)d day", "Good morning", "Hello %(name)s"]
    assert messages.main(["check"]) == 1
    (tmp_path / "a.tsv").write_text(
        "Hello %(name)s\tHej %(name)s\nGood morning\tGodmorgen\n%(n)d day\ten dag\t%(n)d dage\n"
    )
    assert messages.main(["merge", str(tmp_path)]) == 0
    assert messages.main(["check"]) == 0


@pytest.mark.parametrize(
    ("wrong", "finding"),
    [
        ('msgstr "Godmorgen"', ""),
        ('msgstr ""', "no Danish"),
        ('msgstr "Godmorgen %(name)s"', "placeholders"),
    ],
)
def test_a_wrong_translation_is_found(
    catalogue: Path, capsys: pytest.CaptureFixture[str], wrong: str, finding: str
) -> None:
    messages.main(["update"])
    text = catalogue.read_text()
    catalogue.write_text(re.sub(r'(msgid "Good morning"\n)msgstr ""', lambda match: match[1] + wrong, text))
    capsys.readouterr()
    messages._check()
    said = [line for line in capsys.readouterr().out.splitlines() if "Good morning" in line]
    assert any(finding in line for line in said) if finding else not said
