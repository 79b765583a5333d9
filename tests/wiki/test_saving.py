"""wiki.md 6, 7, 12 and 22 (1, 2, 13, 14, 15, 36)."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import people
from tests.factories import wiki as wikis
from tests.wiki.conftest import put_out
from tests.wiki.test_wikilinks import texts
from wiki import actions, tasks, wikilinks
from wiki.content import Content, content_of
from wiki.errors import (
    Held,
    NotAllowed,
    NothingChanged,
    PageGone,
    Refused,
    TitleTaken,
    TooFast,
    WordsCollide,
)
from wiki.models import Draft, Link, Membership, Place, Proposal, Redirect, Revision, Tagging, WikiPage

CREEK = "<p>The creek floods twice a year. The oaks are old.</p>"


@pytest.fixture
def wiki(cast):
    wiki = wikis.wiki()
    people.role(cast.steward, "steward", wiki)
    cast.steward.strong = True
    wikis.member(wiki, cast.trusted, role="contributor", trusted=True)
    wikis.member(wiki, cast.trusted_member, trusted=True)
    return wiki


@pytest.fixture
def page(wiki, cast):
    return actions.create_page(wiki, title="Pullen Creek", html=CREEK, by=cast.trusted)


def edit(page, html, by, base=None, **fields):
    page.refresh_from_db()
    base = base or page.current
    before = content_of(base)
    content = Content(fields.pop("title", before.title), html, fields.pop("tags", before.tags), before.places)
    return actions.save_page(page, base=base, content=content, by=by, **fields)


def test_different_sentences_are_both_in_the_page_and_the_second_is_told_of_the_first(page, cast):
    base = page.current
    first = edit(page, CREEK.replace("twice", "three times"), cast.trusted)
    second = edit(page, CREEK.replace("old", "young"), cast.trusted_member, base=base)
    assert second.revision.html == "<p>The creek floods three times a year. The oaks are young.</p>"
    assert (first.combined, second.combined) == (None, first.revision)
    assert (second.revision.number, second.revision.parent, second.revision.base) == (3, first.revision, base)


def test_the_same_words_are_for_the_second_to_choose_and_nothing_is_saved_yet(page, cast):
    base = page.current
    edit(page, CREEK.replace("twice", "three times"), cast.trusted)
    with pytest.raises(WordsCollide) as clash:
        edit(page, CREEK.replace("twice", "seldom"), cast.trusted_member, base=base)
    both = clash.value.together
    assert [both.content([choice]).html for choice in ("mine", "theirs", "both")] == [
        CREEK.replace("twice", "seldom"),
        CREEK.replace("twice", "three times"),
        CREEK.replace("twice", "seldom") + CREEK.replace("twice", "three times"),
    ]
    assert page.revisions.count() == 2


def test_tags_add_up_and_titles_collide_only_when_both_changed(page, cast):
    base = page.current
    edit(page, CREEK, cast.trusted, tags=("parks", "shade"))
    saved = edit(page, CREEK, cast.trusted_member, base=base, tags=("water",), title="Pullen Park Creek")
    assert (saved.revision.title, saved.revision.tags) == ("Pullen Park Creek", ["parks", "shade", "water"])
    assert sorted(Tagging.objects.filter(page=page).values_list("tag__slug", flat=True)) == ["parks", "shade", "water"]
    with pytest.raises(WordsCollide) as clash:
        edit(page, CREEK, cast.trusted, base=base, title="Creek Park")
    assert clash.value.together.title_clash == ("Creek Park", "Pullen Park Creek")


def test_places_combine_by_key_and_a_moved_one_beats_a_deleted_one(page, cast):
    def place(key, lng):
        return {"key": key, "name": key, "address": "", "geometry": {"type": "Point", "coordinates": [lng, 35.0]}}

    both = Content(page.title, CREEK, (), (place("gate", -78.0), place("stand", -78.1)))
    base = actions.save_page(page, base=page.current, content=both, by=cast.trusted).revision
    without = Content(page.title, CREEK, (), (place("stand", -78.1),))
    actions.save_page(page, base=base, content=without, by=cast.trusted)
    moved = Content(page.title, CREEK, (), (place("gate", -78.5), place("stand", -78.1), place("bench", -78.2)))
    saved = actions.save_page(page, base=base, content=moved, by=cast.trusted_member)
    assert [(each["key"], each["geometry"]["coordinates"][0]) for each in saved.revision.places] == [
        ("bench", -78.2),
        ("gate", -78.5),
        ("stand", -78.1),
    ]
    assert {row.key: row.lng for row in Place.objects.filter(page=page)} == {
        "bench": -78.2,
        "gate": -78.5,
        "stand": -78.1,
    }


def test_saving_what_is_there_saves_nothing(page, cast):
    with pytest.raises(NothingChanged):
        edit(page, CREEK, cast.trusted)


def test_who_may_not_and_bad_input_leave_no_trace(page, cast, wiki):
    put_out(cast.stranger, wiki, "write")
    for by in (cast.stranger,):
        with pytest.raises(NotAllowed):
            edit(page, "<p>x</p>", by)
    with pytest.raises(Refused) as refused:
        edit(page, "<p>x</p>", cast.trusted, title="a\u202eb")
    assert refused.value.field == "title"
    with pytest.raises(Refused) as refused:
        edit(page, "<ul><li>" * 100 + "x", cast.trusted)
    assert refused.value.field == "html"
    other = actions.create_page(wiki, title="Other", html="<p>y</p>", by=cast.trusted)
    with pytest.raises(Refused):
        edit(page, "<p>x</p>", cast.trusted, base=other.current)
    assert page.revisions.count() == 1
    edit(page, "<p>x</p>", cast.contributor)  # and somebody who may, may


def test_red_links_turn_blue_and_red_again(wiki, cast):
    linking = actions.create_page(
        wiki, title="Front", html='<p><a data-page="Harlan lane">there</a></p>', by=cast.trusted
    )
    assert Link.objects.get(source=linking).target is None
    stamp = WikiPage.objects.get(pk=linking.pk).stamp
    lane = actions.create_page(wiki, title="Harlan Lane", html="<p>x</p>", by=cast.trusted)
    assert Link.objects.get(source=linking).target == lane
    assert WikiPage.objects.get(pk=linking.pk).stamp == stamp + 1
    assert WikiPage.objects.get(pk=lane.pk).inlinks == 1
    actions.delete_page(lane, "an advertisement", by=cast.steward)
    assert Link.objects.get(source=linking).target is None
    actions.restore_page(lane, by=cast.steward)
    assert Link.objects.get(source=linking).target == lane
    assert list(lane.revisions.order_by("number").values_list("kind", flat=True)) == ["create", "delete", "restore"]


def test_a_new_title_keeps_history_and_links(wiki, page, cast):
    linking = actions.create_page(
        wiki, title="Front", html='<p><a data-page="Pullen Creek">creek</a></p>', by=cast.trusted
    )
    saved = actions.rename_page(page, "Pullen Park Creek", by=cast.trusted)
    assert (saved.revision.kind, saved.revision.number) == ("rename", 2)
    assert Redirect.objects.get(wiki=wiki, slug="pullen-creek").target == page
    assert Link.objects.get(source=linking).target == page
    assert linking.revisions.count() == 1
    # A link typed with the old title still leads there, and going back needs no second redirect.
    late = actions.create_page(wiki, title="Late", html='<p><a data-page="pullen creek">x</a></p>', by=cast.trusted)
    assert Link.objects.get(source=late).target == page
    actions.rename_page(page, "Pullen Creek", by=cast.trusted)
    assert list(Redirect.objects.filter(wiki=wiki).values_list("slug", flat=True)) == ["pullen-park-creek"]


def test_a_title_that_is_taken_leads_to_that_page(wiki, page, cast):
    other = actions.create_page(wiki, title="Other", html="<p>y</p>", by=cast.trusted)
    with pytest.raises(TitleTaken) as taken:
        actions.rename_page(other, "pullen CREEK", by=cast.trusted)
    assert taken.value.page == page
    with pytest.raises(TitleTaken):
        actions.create_page(wiki, title="Pullen creek", html="<p>z</p>", by=cast.trusted)


def test_somebody_new_may_not_rename_at_once_but_the_wish_waits(page, cast):
    with pytest.raises(Held):
        actions.rename_page(page, "My Creek", by=cast.stranger)
    assert Proposal.objects.get().title == "My Creek"


def test_a_page_made_twice_under_one_title_holds_both_texts(wiki, cast):
    actions.submit_page(wiki, content=Content("Boathouse", "<p>Mine.</p>"), by=cast.trusted)
    saved = actions.submit_page(wiki, content=Content("boathouse", "<p>Yours.</p>"), by=cast.trusted_member)
    assert (saved.revision.title, saved.revision.html) == ("Boathouse", "<p>Mine.</p><p>Yours.</p>")
    assert saved.combined.number == 1


def test_deleting_frees_the_title_and_restoring_asks_for_another(wiki, page, cast):
    with pytest.raises(NotAllowed):
        actions.delete_page(page, "not mine to take", by=cast.trusted)
    actions.delete_page(page, "spam", by=cast.steward)
    with pytest.raises(PageGone):
        edit(page, "<p>late words</p>", cast.trusted)
    actions.create_page(wiki, title="Pullen Creek", html="<p>new</p>", by=cast.trusted)
    with pytest.raises(TitleTaken):
        actions.restore_page(page, by=cast.steward)
    actions.restore_page(page, by=cast.steward, title="Pullen Creek, the old page")
    page.refresh_from_db()
    assert (page.state, page.slug) == ("live", "pullen-creek-the-old-page")
    assert [row.kind for row in page.revisions.order_by("number")] == ["create", "delete", "restore"]


def test_an_old_state_comes_back_as_a_new_one(page, cast):
    first = page.current
    edit(page, "<p>buy my pills</p>", cast.stranger)
    saved = actions.revert_page(page, first, by=cast.stranger)
    assert (saved.revision.number, saved.revision.kind, saved.revision.html) == (3, "revert", CREEK)


def test_the_first_edit_of_somebody_new_waits_until_a_steward_has_read_it(cast):
    wiki = wikis.wiki(reviewed_first_edits=1)
    people.role(cast.steward, "steward", wiki)
    page = actions.create_page(wiki, title="Creek", html=CREEK, by=cast.steward)
    with pytest.raises(Held) as held:
        edit(page, CREEK.replace("twice", "seldom"), cast.stranger)
    waiting = held.value.proposal
    seen = {name for name, user in vars(cast).items() if waiting in Proposal.objects.visible_to(user)}
    assert seen == {"stranger", "steward", "staff"}
    edit(page, CREEK.replace("old", "young"), cast.steward)
    with pytest.raises(NotAllowed):
        actions.accept_proposal(waiting, by=cast.stranger)
    saved = actions.accept_proposal(waiting, by=cast.steward)
    assert saved.revision.html == "<p>The creek floods seldom a year. The oaks are young.</p>"
    assert saved.revision.author == cast.stranger
    with pytest.raises((Refused, NothingChanged)):
        actions.accept_proposal(waiting, by=cast.staff)
    edit(page, CREEK, cast.stranger)  # the second is not held
    with pytest.raises(Held) as held:
        actions.submit_page(wiki, content=Content("Pills", "<p>buy</p>"), by=cast.contributor)
    with pytest.raises(Refused):
        actions.decline_proposal(held.value.proposal, " ", by=cast.steward)
    actions.decline_proposal(held.value.proposal, "This is an advertisement.", by=cast.steward)
    assert not WikiPage.objects.filter(title="Pills").exists()


def test_who_was_invited_is_not_held(cast):
    wiki = wikis.wiki(reviewed_first_edits=3)
    actions.add_members(wiki, [cast.stranger], None, "checked in")
    saved = actions.submit_page(wiki, content=Content("Creek", CREEK), by=cast.stranger)
    assert saved.revision.number == 1


def test_new_people_are_held_to_three_saves_a_minute_and_told_when(page, cast):
    now = timezone.now()
    for number in range(3):
        edit(page, f"<p>{number}</p>", cast.contributor, now=now + timedelta(seconds=number))
    with pytest.raises(TooFast) as fast:
        edit(page, "<p>four</p>", cast.contributor, now=now + timedelta(seconds=30))
    assert fast.value.again_at == now + timedelta(seconds=60)
    edit(page, "<p>four</p>", cast.contributor, now=now + timedelta(seconds=61))
    edit(page, "<p>five</p>", cast.trusted, now=now + timedelta(seconds=61))


def test_ten_kept_edits_on_three_days_make_somebody_trusted(page, cast):
    start = timezone.now() - timedelta(days=5)
    for number in range(10):
        assert Membership.objects.filter(user=cast.contributor, trusted_at__isnull=False).count() == 0
        edit(page, f"<p>{number}</p>", cast.contributor, now=start + timedelta(days=number // 4, hours=number % 4))
    assert Membership.objects.get(wiki=page.wiki, user=cast.contributor).trusted_at


def test_one_key_is_one_page_and_its_credits_and_origin_show(wiki, cast):
    hub = actions.open_space(wiki, "CityCamp Raleigh 2027", by=cast.trusted)
    given = {
        "title": "Housing",
        "html": "<h2>What was said</h2><p>Much.</p>",
        "key": "session:1",
        "space": hub,
        "credits": [actions.Credit(cast.member, what="notes"), actions.Credit(name="Joon K.")],
        "origin": actions.Origin("CityCamp Raleigh 2027, session 14", "/events/x/"),
    }
    first = actions.create_page(wiki, by=cast.trusted, **given)
    assert actions.create_page(wiki, by=cast.stranger, **given) == first
    assert actions.page_for(wiki, "session:1") == first
    assert first.current.tags == ["CityCamp Raleigh 2027"]
    assert [(each.user, each.name) for each in first.credits.order_by("pk")] == [(cast.member, ""), (None, "Joon K.")]
    # Another session under a title that is taken gets a number.
    assert actions.create_page(wiki, by=cast.trusted, **{**given, "key": "session:2"}).title == "Housing (2)"


def test_a_hub_opens_a_wiki_that_was_being_prepared(cast):
    wiki = wikis.wiki("seed")
    hub = actions.open_space(wiki, "CityCamp Durham 2027", by=cast.stranger)
    wiki.refresh_from_db()
    assert (wiki.stage, hub.title) == ("invited", "CityCamp Durham 2027")
    with pytest.raises(NotAllowed):
        actions.create_page(wiki, title="Notes", html="<p>x</p>", by=cast.member, key="session:1")
    actions.add_members(wiki, [cast.member], cast.stranger, "checked in")
    assert actions.create_page(wiki, title="Notes", html="<p>x</p>", by=cast.member, key="session:1")


def test_notes_are_put_at_the_end_without_asking_what_was_there(page, cast):
    for number in range(3):
        actions.append_section(page, html=f"<p>note {number}</p>", by=cast.contributor)
    page.refresh_from_db()
    assert page.current.html == CREEK + "<p>note 0</p><p>note 1</p><p>note 2</p>"


def test_drafts_are_ones_own_and_one_for_each_editor(page, cast, wiki):
    for tab, words in (("a", "one"), ("b", "two"), ("a", "three")):
        actions.keep_draft(wiki, {"html": words}, by=cast.trusted, tab=tab, page=page, base=page.current)
    mine = Draft.objects.visible_to(cast.trusted).order_by("tab")
    assert [draft.content["html"] for draft in mine] == ["three", "two"]
    assert not Draft.objects.visible_to(cast.staff).exists()
    actions.drop_draft(cast.trusted, "a")
    assert mine.all().count() == 1


def test_a_draft_goes_when_nobody_touched_it_for_thirty_days(page, cast, wiki):
    now = timezone.now()
    for tab, days in (("old", 31), ("new", 29)):
        actions.keep_draft(wiki, {}, by=cast.trusted, tab=tab, page=page, now=now - timedelta(days=days))
    tasks.tidy(now)
    assert Draft.objects.get().tab == "new"


def test_awkward_titles_and_words_come_back_unchanged(wiki, cast, real_input):
    saved = 0
    cast.steward.strong = True
    for text in texts(json.loads((real_input / "strings" / "awkward.json").read_text())):
        try:
            title = wikilinks.title_of(text)
        except wikilinks.BadTitle:
            continue
        html = f"<p>{title.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"
        try:
            page = actions.create_page(wiki, title=text, html=html, by=cast.steward, tags=[text])
        except TitleTaken:
            continue
        page.refresh_from_db()
        assert (page.title, page.current.title, page.current.html, page.current.tags) == (title, title, html, [title])
        saved += 1
    assert saved > 40


def test_every_state_has_its_successor_only_once(page, cast):
    edit(page, "<p>x</p>", cast.trusted)
    first = page.revisions.get(number=1)
    copy = page.revisions.get(number=2)
    copy.pk, copy.number = None, 3
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    assert first.next == Revision.objects.get(page=page, number=2)
