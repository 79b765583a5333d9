"""Forty pairs of titles in two languages, each with the figure counted by hand: shared words over all words."""

import re
from fractions import Fraction

import pytest

from sessions.likeness import SHOWN_FROM, likeness
from sessions.models import Star
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, card

PAIRS = [
    ("Bus lanes in winter", "Winter bus lanes", "3/3"),
    ("Bus lanes in winter", "Bus lanes", "2/3"),
    ("Bus lanes in winter", "Bus stops in winter", "2/4"),
    ("Bus lanes in winter", "Trains in winter", "1/4"),
    ("Bus lanes in winter", "Who reads the budget?", "0/5"),
    ("Night buses", "NIGHT BUSES!", "2/2"),
    ("Night buses", "Buses at night", "2/2"),
    ("Night buses", "Night clinic hours", "1/4"),
    ("Night buses for shift workers", "Buses for workers", "2/4"),
    ("Open budgets", "Open data", "1/3"),
    ("Open budgets", "Participatory budgets, open to all", "2/3"),
    ("Open data for renters", "Renters and open data", "3/3"),
    ("Open data for renters", "Open records", "1/4"),
    ("Housing costs downtown", "Housing and transit", "1/4"),
    ("Housing costs downtown", "Downtown housing", "2/3"),
    ("Flood maps everybody can read", "Reading flood maps", "2/5"),
    ("Flood maps", "Maps of the flood", "2/2"),
    ("A library of things", "Library of tools", "1/3"),
    ("A library of things", "Things a library can lend", "2/3"),
    ("Trees on every school yard", "School trees", "2/4"),
    ("Presupuesto participativo", "El presupuesto participativo", "2/2"),
    ("Presupuesto participativo", "Presupuesto de barrio", "1/3"),
    ("Presupuestos abiertos", "Datos abiertos", "1/3"),
    ("Autobuses de noche", "Autobuses nocturnos", "1/3"),
    ("Autobuses de noche", "Los autobuses de la noche", "2/2"),
    ("Autobuses de noche", "Bibliotecas abiertas", "0/4"),
    ("Café y datos", "CAFE DATOS", "2/2"),
    ("Café y datos", "Café and datos", "2/2"),
    ("Árboles en la escuela", "Arboles para escuelas", "1/3"),
    ("Árboles en la escuela", "La escuela y sus árboles", "2/2"),
    ("Agua limpia para todos", "Agua limpia", "2/2"),
    ("Agua limpia para todos", "Calles limpias", "0/4"),
    ("Mapas de inundaciones", "Mapas", "1/2"),
    ("Mapas de inundaciones", "Cómo leer mapas de inundaciones", "2/3"),
    ("Vivienda y alquiler", "Alquiler justo y vivienda digna", "2/4"),
    ("Vivienda y alquiler", "Alquiler de bicicletas", "1/3"),
    ("Transporte público gratis", "Transporte gratis", "2/3"),
    ("Transporte público gratis", "Transporte escolar", "1/4"),
    ("Café de datos", "Data café", "1/3"),
    ("", "The of and", "0/1"),
]


def test_there_are_forty():
    assert len(PAIRS) == len(set(PAIRS)) == 40


@pytest.mark.parametrize(("first", "second", "figure"), PAIRS)
def test_likeness_is_the_listed_figure_and_shown_from_a_third(first, second, figure):
    listed = Fraction(figure)
    found = likeness((first, "", ()), (second, "", ()))
    assert found == round(float(listed), 4)
    assert found == likeness((second, "", ()), (first, "", ()))
    assert (found >= SHOWN_FROM) == (listed >= Fraction(34, 100))


def test_a_long_summary_does_not_hide_the_same_title():
    there = (
        "Buses after midnight",
        "Nurses, bakers and cleaners leave work at one.",
        (),
    )
    assert likeness(("Buses after midnight", "", ()), there) == 1
    assert likeness(("Night buses", "", ()), there) < SHOWN_FROM


@pytest.mark.django_db
def test_while_typing_the_card_that_is_there_already_can_be_starred_instead(client):
    there = board()
    shown = card(there, "Buses after midnight", summary="Nurses, bakers and cleaners leave work at one.")
    noor = attendee(there.camp, "Noor")
    sign_in(client, noor)
    page = client.get(f"/events/{there.camp.slug}/board/propose/").content.decode()
    found = client.get(f"/events/{there.camp.slug}/board/alike/?title=buses+after+midnight").content.decode()
    address = re.search(r'form="acts" formaction="([^"]+)"', found).group(1)
    assert '<form id="acts" method="post"' in page
    assert client.post(address, {"back": "session"}).url == address.removesuffix("star/")
    assert list(Star.objects.values_list("session", "user")) == [(shown.pk, noor.pk)]
