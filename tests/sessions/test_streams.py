"""Who may go on watching a board's stream. board.md 9."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citycamp.people.moderation.models import Sanction
from citycamp.people.scopes import scope_key
from events.models import Camp, Registration
from sessions import drawing, live, reading
from sessions.models import Change, Host, Session, Star
from tests.factories.people import person, role
from tests.factories.sessions import attendee, board, camp, card, entry, facilitator, lunch, theme

pytestmark = pytest.mark.django_db


def test_a_stream_ends_with_the_right_to_see_it():
    here = board(camp())
    fay = facilitator(here.camp)
    maya, omar, ruth = (attendee(here.camp) for _ in range(3))
    users = {maya.pk, omar.pk, ruth.pk, fay.pk, person("Sam").pk}
    assert live.still_allowed(here.pk, users) == (True, {maya.pk, omar.pk, ruth.pk, fay.pk})
    Registration.objects.filter(user=maya).update(state="cancelled", seat=None)
    for somebody, kind in ((omar, "out"), (ruth, "write")):
        Sanction.objects.create(person=somebody, kind=kind, reason="x", by=fay, **scope_key(here.camp))
    assert live.still_allowed(here.pk, users) == (True, {ruth.pk, fay.pk})
    Sanction.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert live.still_allowed(here.pk, users) == (True, {omar.pk, ruth.pk, fay.pk})


def test_a_drafts_team_goes_on_watching_and_nobody_else():
    here = board(camp(state="draft"))
    olga, maya = person("Olga", factor=True), attendee(here.camp)
    role(olga, "organizer", here.camp)
    assert live.still_allowed(here.pk, {olga.pk, maya.pk}) == (False, {olga.pk})
    Camp.objects.filter(pk=here.camp.pk).update(state="published")
    assert live.still_allowed(here.pk, {olga.pk, maya.pk}) == (True, {olga.pk, maya.pk})
    assert live.still_allowed(here.pk + 1000, {olga.pk}) == (False, set())


def test_news_are_read_in_fewer_questions_and_drawn_as_the_whole_board_is():
    here = board(camp(), rooms=3, slots=3)
    lunch(here)
    (early, late, last, _lunch), (big, mid, small) = here.slots.all(), here.rooms.all()
    here.rooms.filter(pk=small.pk).update(closed=True)
    maya, omar = attendee(here.camp, "Maya"), attendee(here.camp, "Omar")
    moved = card(here, "Bus lanes", host=omar, cell=(late, mid), needs=["screen"], language="es", on_record=False)
    Host.objects.create(board=here, session=moved, user=maya, name="Maya", show_name="attendees")
    Host.objects.create(board=here, session=moved, name="Ines", state="invited")
    first, second = theme("Transit"), theme("Housing")
    moved.themes.add(second, first)
    second.position = 5
    second.save()
    card(here, "Parks", host=omar, cell=(early, big), pinned=True)
    card(here, "Elsewhere", cell=(last, big))
    card(here, "A wish", kind="wish")
    card(here, "Lies in the tray", host=omar).themes.add(second)
    card(here, "Nobody may read this", state="hidden")
    for somebody in (maya, omar):
        Star.objects.create(board=here, session=moved, user=somebody)
    move = {"before": {"slot": early.pk, "room": mid.pk}, "after": {"slot": late.pk, "room": mid.pk}}
    entry(here, kind=Change.Kind.PLACED, session=moved, **move)
    entry(here, session=Session.objects.get(title="Parks"))
    (news,) = live.news({here.pk: 0})
    whole = reading.look(here)
    for audience, told, untold in (("public", "a participant", "Maya"), ("attendee", "Maya", "Ines")):
        drawn = list(live.fragments(news.looked, news.changes, audience))
        assert drawn == list(live.fragments(whole, news.changes, audience))
        assert len(drawn) == 3 + 2 + 1  # cells, lines of free rooms, tray
        assert told in "".join(drawn)
        assert untold not in "".join(drawn)
        assert "may read this" not in "".join(drawn)
        said = live.told(news, audience)
        assert said == live.batch(here, 0, audience, here.version)
    assert {each.pk: each.fans for each in news.looked.sessions if each.fans} == dict(drawing.star_counts(here))
    assert {each.title for each in whole.sessions} - {each.title for each in news.looked.sessions} == {"Elsewhere"}
    assert live.sentence(news.looked, news.changes) == live.sentence(whole, news.changes) != ""


@pytest.mark.parametrize("boards", [1, 300])
def test_more_news_than_one_look_takes_in_come_with_the_next(monkeypatch, boards):
    monkeypatch.setattr(live, "AT_ONCE", 3)
    monkeypatch.setattr(live, "BOARDS_AT_ONCE", boards)
    one, other, still = board(camp()), board(camp()), board(camp())
    heads = {each.pk: each.version for each in (one, other, still)}
    for each in (one, one, other, other):
        entry(each)
    seen = []
    for _look in range(2):
        for news in live.news(heads):
            seen.append((news.board.pk, news.after, news.board.version))
            heads[news.board.pk] = news.board.version
    assert not list(live.news(heads))
    by_one_query = [(one.pk, 0, 2), (other.pk, 0, 1), (other.pk, 1, 2)]
    assert seen == (by_one_query if boards > 1 else [(one.pk, 0, 2), (other.pk, 0, 2)])
