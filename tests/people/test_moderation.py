"""Sanctions given and lifted, reports, and what the database itself refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from citycamp.audit.models import Entry
from citycamp.people.errors import NotYours, OwnCase, Waits
from citycamp.people.models import Appeal, Notice, Organization, Report, Sanction
from citycamp.people.moderation import actions
from citycamp.people.permissions import is_stopped
from tests.factories.people import person, role, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    user = person("Stella", factor=True)
    role(user, "staff")
    return user


@pytest.fixture
def place():
    return Organization.objects.create(name="A scope")


def test_a_sanction_holds_at_once_is_told_and_can_be_lifted(client, staff, place):
    noor = person("Noor")
    given = actions.sanction(noor, place, "write", "Three warnings", rule="Be kind", by=staff)
    assert is_stopped(noor, "write", place)
    assert not is_stopped(noor, "write", None)
    sign_in(client, noor)
    body = client.get("/me/notices/").content.decode()
    assert "Three warnings" in body
    assert "Be kind" in body
    assert "Stella" not in body
    actions.lift(given, "Talked it over", by=staff)
    assert not is_stopped(noor, "write", place)
    assert Sanction.objects.get().lifted_why == "Talked it over"
    assert list(Entry.objects.values_list("verb", flat=True)) == ["sanction.given", "sanction.lifted"]


def test_only_who_decides_there_and_never_about_oneself(staff, place):
    noor, other = person(), person()
    with pytest.raises(NotYours):
        actions.sanction(noor, place, "write", "x", by=other)
    for himself in (staff, staff.email):
        with pytest.raises(OwnCase):
            actions.sanction(himself, None, "write", "x", by=staff)
    given = actions.sanction(noor, None, "out", "x", by=staff)
    with pytest.raises(OwnCase):
        actions.lift(given, "x", by=noor)
    with pytest.raises(NotYours):
        actions.lift(given, "x", by=other)


def test_a_whole_domain_is_stopped_by_its_labels(staff):
    actions.sanction("@spam.example", None, "out", "x", by=staff)
    for address, stopped in (("a@spam.example", True), ("a@x.spam.example", True), ("a@notspam.example", False)):
        assert Sanction.objects.in_force(address, None).stopping("write").exists() is stopped
        assert is_stopped(person(address=address), "write", None) is stopped


def test_one_open_report_per_person_and_target(place):
    noor, visitor = person(), None
    actions.report(place, None, "x" * 3000, by=noor)
    with pytest.raises(Waits):
        actions.report(place, None, "again", by=noor)
    actions.report(place, None, "me too", by=visitor)
    actions.report(place, None, "me too", by=visitor)
    assert len(Report.objects.first().words) == 2000


def test_the_reporter_and_the_reported_close_nothing(place):
    noor, about, third = person(), person(), person()
    report = actions.report(place, None, "x", by=noor, about=about)
    for closer in (noor, about):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(closed_by=closer)
    Report.objects.filter(pk=report.pk).update(closed_by=third)


def test_the_first_decider_and_the_appellant_decide_no_appeal(staff):
    noor, third = person(), person()
    notice = actions.sanction(noor, None, "out", "x", by=staff).notice
    appeal = Appeal.objects.create(notice=notice, by=noor, words="No.", first_by=staff)
    for decider in (noor, staff):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(decided_by=decider)
    Appeal.objects.filter(pk=appeal.pk).update(decided_by=third)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(notice=notice, by=noor, words="Twice.")


def test_a_notice_stands_as_it_was_given(staff):
    notice = actions.sanction(person(), None, "out", "x", by=staff).notice
    for sql in ("UPDATE people_notice SET step = 'note'", "DELETE FROM people_notice"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)
    Notice.objects.filter(pk=notice.pk).update(read_at=notice.at)
