"""The Spanish catalogue: whole where it is promised, true to its English, and compiled."""

import gettext
import re

import polib
import pytest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tests.messages import CATALOGUE, ROOT, Message, catalogue, covered, messages_of

PLACES = re.compile(r"%\(\w+\)s|%%|\{\w+\}|</?\w+[^>]*>")


def test_every_message_of_the_covered_files_is_in_spanish():
    known = catalogue()
    missing = sorted(
        each.text for each in covered() if each not in known or not known[each].translated() or known[each].fuzzy
    )
    assert missing == [], "write them into locale/es/LC_MESSAGES/django.po (make messages adds the English)"


def test_the_catalogue_holds_nothing_that_nobody_says():
    assert sorted(each.text for each in set(catalogue()) - covered()) == []


def test_each_translation_has_the_places_of_its_english():
    for each, entry in catalogue().items():
        words = [entry.msgstr] if not each.plural else list(entry.msgstr_plural.values())
        for english, spanish in zip([each.text, each.plural], words, strict=False):
            assert sorted(PLACES.findall(spanish)) == sorted(PLACES.findall(english)), english


def test_the_compiled_catalogue_is_the_written_one():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for each, entry in catalogue().items():
        if each.plural:
            for number, spanish in ((1, entry.msgstr_plural[0]), (5, entry.msgstr_plural[1])):
                assert compiled.ngettext(each.text, each.plural, number) == spanish
        elif each.context:
            assert compiled.pgettext(each.context, each.text) == entry.msgstr
        else:
            assert compiled.gettext(each.text) == entry.msgstr
    assert len(polib.mofile(CATALOGUE.with_suffix(".mo"))) == len(catalogue())


def test_the_site_speaks_it():
    with override("es"):
        assert _("Why here?") == "¿Por qué aquí?"
        assert [ngettext("%(n)s seat", "%(n)s seats", n) % {"n": n} for n in (1, 2)] == ["1 asiento", "2 asientos"]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "a.py",
            'x = _("One") + ngettext("%(n)s", "%(n)s all", n) + _(y)',
            {("One", "", ""), ("%(n)s", "", "%(n)s all")},
        ),
        ("b.py", 'pgettext_lazy("room", "Open" "ed")', {("Opened", "room", "")}),
        (
            "c.html",
            '{% load i18n %}{% translate "It’s (so)" %} {{ _("Two") }}',
            {("It’s (so)", "", ""), ("Two", "", "")},
        ),
        (
            "d.html",
            "{% load i18n %}{% blocktranslate count n=many trimmed %}\n {{ n }} one{% plural %}{{ n }} more\n"
            '{% endblocktranslate %}{% translate "Open" context "room" %}',
            {("%(n)s one", "", "%(n)s more"), ("Open", "room", "")},
        ),
    ],
)
def test_messages_are_found_as_xgettext_finds_them(tmp_path, name, text, found):
    path = tmp_path / name
    path.write_text(text)
    assert messages_of(path) == {Message(*each) for each in found}


def test_the_makefile_knows_how():
    assert "python -m tests.messages" in (ROOT / "Makefile").read_text()
