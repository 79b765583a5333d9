"""Addresses as keys, names folded, colours measured: the pure parts."""

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycamp.people import addresses, colours, names


@pytest.mark.parametrize(
    ("given_address", "kept"),
    [
        ("Noor@Example.ORG", "noor@example.org"),
        (" noor@example.org. ", "noor@example.org"),
        ("noor@bücher.example", "noor@xn--bcher-kva.example"),
        ("noor@xn--bcher-kva.example", "noor@xn--bcher-kva.example"),
        ("a@b@c.org", ""),
        ('"a@b"@c.org', ""),
        ("ａ@example.org", ""),
        ("noor@ｅxample.org", ""),  # full-width letters: no compatibility mapping
        ("noor@exa_mple.org", ""),
        ("noor@-x.org", ""),
        ("x" * 250 + "@e.org", ""),
        ("noor@", ""),
        ("", ""),
    ],
)
def test_one_form_of_an_address(given_address, kept):
    assert addresses.key(given_address) == kept


@given(st.from_regex(r"[a-z0-9.-]{1,40}", fullmatch=True))
def test_the_quick_way_for_plain_domains_agrees_with_idna(domain):
    bare = domain.removesuffix(".")
    try:
        expected = idna.encode(bare, strict=True, std3_rules=True).decode() if bare else ""
    except (idna.IDNAError, UnicodeError):
        expected = ""
    assert addresses.domain_key(domain) == expected


def test_an_address_may_match_itself_and_whole_labels_above():
    assert addresses.suffixes("a@x.y.gov") == ["x.y.gov", "y.gov", "gov"]
    assert len(addresses.suffixes("a@" + ".".join("abcdefghijklmno"))) == 10


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Miami Dade County", "Miami-Dade County", True),
        ("City of Fortworth", "City of Fort Worth", True),
        ("CityCamp", "СityСamp", True),  # Cyrillic letters
        ("Señor", "senor", True),
        ("Raleigh", "Durham", False),
        ("Raleigh 1", "Raleigh 2", False),
    ],
)
def test_look_alikes_fold_to_one(one, other, alike):
    assert (names.fold(one) == names.fold(other)) is alike


@pytest.mark.parametrize(
    "name", ["Staff", "s t a f f", "Ѕtaff", "ADMIN", "Moderador", "CityCamp", "CityСamp", "City-Camp staff"]
)
def test_names_that_pass_for_the_network_are_reserved(name):
    assert names.is_reserved(name, "CityCamp")


@pytest.mark.parametrize("name", ["Noor Haddad", "Staffan", "محمد", "👩🏽‍🚒" * 20, "Adminda"])
def test_honest_names_are_not(name):
    assert not names.is_reserved(name, "CityCamp")


def test_names_lose_what_cannot_be_seen():
    assert names.spaced("  Noor\u202e \t Haddad\u200b\n") == "Noor Haddad"


@given(st.text(max_size=80))
def test_folding_and_spacing_twice_changes_nothing(name):
    assert names.spaced(names.spaced(name)) == names.spaced(name)


def test_an_accent_that_cannot_be_read_is_refused_with_the_nearest_that_can():
    assert colours.checked_accent(" #B5400D ") == "#b5400d"
    with pytest.raises(colours.Unreadable, match="#") as refusal:
        colours.checked_accent("#ff8800")
    nearest = str(refusal.value).split()[-1].rstrip(".")
    assert colours.readable(nearest)
    for bad in ("#fff", "red", "#12345", "url(x)"):
        with pytest.raises(colours.Unreadable):
            colours.checked_accent(bad)
