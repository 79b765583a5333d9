"""wiki.md 22, item 18: every row of the table, for every role and stage, and visible_to agrees."""

import pytest

from tests.factories import people
from tests.factories import wiki as wikis
from tests.wiki.conftest import put_out, verify
from wiki import permissions
from wiki.models import Wiki, WikiPage
from wiki.permissions import may, standing

STAGES = ("seed", "invited", "campaign", "open", "archived")
# Letters as in the spec: the least role for each stage.
EXPECTED = {
    "read": "SMVVV",
    "edit": "SMCC-",
    "upload": "SMCC-",
    "rename": "SMTT-",
    "check": "STTT-",
    "decide": "SSSS-",
    "run": "SSSS-",
    "change_stage": "SSSSS",
    "hide": "SSSSS",
}
# What each person is in a closed and in an open wiki.
PEOPLE = {
    "visitor": "VV",
    "stranger": "CC",
    "sleeping": "CC",
    "contributor": "CC",
    "trusted": "CT",
    "member": "MM",
    "trusted_member": "TT",
    "steward": "SS",
    "staff": "AA",
}
RANK = "VCMTSA"


def settle(cast, wiki):
    wikis.member(wiki, cast.contributor, role="contributor")
    wikis.member(wiki, cast.trusted, role="contributor", trusted=True)
    wikis.member(wiki, cast.member)
    wikis.member(wiki, cast.trusted_member, trusted=True)
    people.role(cast.steward, "steward", wiki)
    people.role(cast.sleeping, "steward", wiki)
    for person in (cast.steward, cast.staff):
        person.strong = True
    return wiki


@pytest.mark.parametrize("stage", STAGES)
def test_every_row_for_every_role(cast, stage):
    wiki = settle(cast, wikis.wiki(stage))
    place = STAGES.index(stage)
    for name, letters in PEOPLE.items():
        who = standing(getattr(cast, name), wiki)
        letter = letters[0] if wiki.read_as in ("seed", "invited") else letters[1]
        for act, row in EXPECTED.items():
            least = row[place]
            expected = least != "-" and RANK.index(letter) >= RANK.index(least)
            assert may(who, act) == expected, (name, act, stage)


@pytest.mark.parametrize("audience", ["public", "members", "officials"])
def test_what_one_sees_agrees_with_what_one_may_read(cast, audience, django_assert_max_num_queries):
    verified_member, outcast = people.person("Vera", "vera@raleighnc.gov"), people.person("Otto")
    verify(verified_member, cast.official.verifications.get().domain)
    world, pages = {}, {}
    for stage in (*STAGES, "archived from invited"):
        fields = {"archived_from": "invited"} if " " in stage else {}
        wiki = world[stage] = settle(cast, wikis.wiki(stage.split()[0], audience, **fields))
        wikis.member(wiki, verified_member)
        wikis.member(wiki, outcast, trusted=True)
        put_out(outcast, wiki)
        pages[stage] = WikiPage.objects.create(wiki=wiki, title="Front", slug="front")
    everybody = {**vars(cast), "verified_member": verified_member, "outcast": outcast}
    listed = {name: set(Wiki.objects.visible_to(user)) for name, user in everybody.items()}
    read = {name: set(WikiPage.objects.visible_to(user)) for name, user in everybody.items()}
    for stage, wiki in world.items():
        sees = {name for name in everybody if wiki in listed[name]}
        assert sees == {name for name, user in everybody.items() if permissions.may_open(user, wiki)}, stage
        assert sees == {name for name in everybody if pages[stage] in read[name]}, stage
        if audience == "officials":
            assert sees <= {"official", "verified_member"}
            assert ("official" in sees) == (wiki.read_as in ("campaign", "open"))
        if stage == "invited" and audience == "public":
            assert sees == {"member", "trusted_member", "steward", "staff", "verified_member"}
    with django_assert_max_num_queries(2):
        list(WikiPage.objects.visible_to(cast.steward))


def test_a_sanction_stops_writing_and_uploading_here_and_nowhere_else(cast):
    here, there = wikis.wiki(), wikis.wiki()
    put_out(cast.stranger, here, "write")
    put_out(cast.contributor, None, "upload")
    assert not may(standing(cast.stranger, here), "edit")
    assert may(standing(cast.stranger, here), "read")
    assert may(standing(cast.stranger, there), "edit")
    assert not may(standing(cast.contributor, there), "upload")
    assert may(standing(cast.contributor, there), "edit")


def test_a_session_without_the_factor_opens_nothing_and_hides_nothing(cast):
    wiki = settle(cast, wikis.wiki())
    cast.steward.strong = False
    who = standing(cast.steward, wiki)
    assert [act for act in EXPECTED if not may(who, act)] == ["run", "change_stage", "hide"]


def test_standing_costs_a_visitor_nothing_and_others_the_same_for_all(cast, django_assert_num_queries):
    wiki = settle(cast, wikis.wiki())
    with django_assert_num_queries(0):
        standing(cast.visitor, wiki)
    with django_assert_num_queries(2):  # one of them reads the rights, once in a request
        standing(cast.steward, wiki)
