"""Pages of the wiki as somebody meets them, without scripts."""

import json
import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image

from citycamp.media.models import Picture
from tests.factories import people
from tests.factories import wiki as wikis
from tests.wiki.conftest import put_out
from wiki import actions
from wiki.content import Content, content_of
from wiki.models import Draft, Proposal, WikiPage

CREEK = "<h2>Water</h2><p>The creek floods twice a year. The oaks are old.</p><ul><li>a</li><li>b</li></ul>"
FORBIDDEN = ("merge", "ancestor", "base", "conflict", "revision")


@pytest.fixture
def wiki(cast):
    wiki = wikis.wiki(slug="raleigh", name="Raleigh wiki")
    people.role(cast.steward, "steward", wiki)
    for person in (cast.trusted, cast.member, cast.trusted_member):
        wikis.member(wiki, person, trusted=True)
    return wiki


@pytest.fixture
def page(wiki, cast):
    return actions.create_page(wiki, title="Pullen Creek", html=CREEK, by=cast.trusted)


def sign_in(client, user):
    people.sign_in(client, user, strong=True)
    return client


def words_of(response):
    """What people read: no tags, no attributes, no scripts."""
    html = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", response.content.decode())
    said = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', html))
    return unescape(re.sub(r"<[^>]+>", " ", html) + said)


def without_nonces(html):
    return re.sub(r' nonce="[^"]*"', "", html)


def form_of(response):
    """The fields of the editor as the page gives them."""
    html = response.content.decode()
    tab = re.search(r'name="tab" value="([^"]+)"', html)
    return {"tab": tab[1] if tab else ""}


def typed(page, html, **fields):
    before = content_of(page.current)
    return {
        "title": before.title,
        "html": html,
        "tags": ", ".join(before.tags),
        "places": "",
        "summary": "",
        "base": page.current.number,
        "tab": "tab-12345678",
        **fields,
    }


def test_a_page_and_its_red_link_that_turns_blue(client, wiki, cast):
    html = '<p><a data-page="Harlan Lane">Harlan Lane</a> and <a href="https://example.org/">out</a></p>'
    page = actions.create_page(wiki, title="Front", html=html, by=cast.contributor, tags=["parks"])
    before = client.get(page.get_absolute_url()).content.decode()
    assert 'class="missing" href="/wiki/raleigh/-/new/?title=Harlan+Lane"' in before
    assert "(not written yet)" in before
    assert 'rel="nofollow ugc"' in before
    again = client.get(page.get_absolute_url()).content.decode()
    assert without_nonces(again) == without_nonces(before)
    actions.create_page(wiki, title="Harlan Lane", html="<p>A lane.</p>", by=cast.trusted)
    after = client.get(page.get_absolute_url()).content.decode()
    assert 'href="/wiki/raleigh/harlan-lane/"' in after
    assert 'class="missing"' not in after


def test_reading_costs_the_same_with_few_links_and_with_many(client, wiki, cast, django_assert_num_queries):
    def linking(number):
        row = '<p><a data-page="Page {0}">x</a> <a href="https://example.org/{0}">y</a></p>'
        html = "".join(row.format(n) for n in range(number))
        few = range(min(number, 40))
        places = [{"name": f"P{n}", "geometry": {"type": "Point", "coordinates": [n, n]}} for n in few]
        given = {"places": places, "tags": [f"t{n}" for n in few]}
        return actions.create_page(wiki, title=f"Links {number}", html=html, by=cast.trusted, **given)

    for number in (5, 500):
        page = linking(number)
        address = page.get_absolute_url()
        client.logout()
        client.get(address)  # draws it
        with django_assert_num_queries(5):
            client.get(address)
        sign_in(client, cast.trusted)
        client.get(address)
        with django_assert_num_queries(9):
            client.get(address)


def test_a_closed_wiki_answers_like_an_unknown_one(client, cast, settings):
    closed = wikis.wiki("invited", slug="closed")
    page = actions.create_page(closed, title="Marker", html="<p>secret-marker</p>", by=member_of(closed, cast.member))
    for path in (
        "",
        "marker/",
        "marker/history/",
        "-/recent/",
        "-/map.geojson",
        "-/titles.json?q=Mar",
        "-/search/?q=Marker",
    ):
        one, other = client.get(f"/wiki/closed/{path}"), client.get(f"/wiki/nowhere/{path}")
        assert (one.status_code, other.status_code) == (404, 404)
        assert blanked(one) == blanked(other)
    assert b"secret-marker" in sign_in(client, cast.member).get(page.get_absolute_url()).content


def member_of(wiki, user):
    wikis.member(wiki, user, trusted=True)
    return user


def blanked(response):
    text = re.sub(r"/wiki/(closed|nowhere)/[^\"'<\s]*", "", response.content.decode())
    text = re.sub(r"%2Fwiki%2F(closed|nowhere)[^\"'<\s&]*", "", text)
    return re.sub(r'(nonce|value)="[^"]*"', "", text)


def test_a_closed_wiki_may_say_that_it_is_being_written(client, cast):
    wikis.wiki("invited", slug="soon", name="Durham wiki", teaser="Come back in May.")
    response = client.get("/wiki/soon/")
    assert (response.status_code, "Come back in May." in words_of(response)) == (200, True)
    assert client.get("/wiki/soon/-/recent/").status_code == 404


def test_saving_and_what_the_page_says_afterwards(client, wiki, page, cast):
    sign_in(client, cast.trusted)
    response = client.get("/wiki/raleigh/pullen-creek/edit/")
    assert response.status_code == 200
    answer = client.post(
        "/wiki/raleigh/pullen-creek/edit/", typed(page, CREEK.replace("old", "young"), **form_of(response)), follow=True
    )
    assert "Saved. Your words are in the page." in words_of(answer)
    assert "The oaks are young." in words_of(answer)
    # Somebody else had opened the state before: both sentences stay, and the page says whose came in.
    sign_in(client, cast.member)
    answer = client.post("/wiki/raleigh/pullen-creek/edit/", typed(page, CREEK.replace("twice", "seldom")), follow=True)
    assert "trusted’s change of" in words_of(answer)
    assert "floods seldom a year. The oaks are young." in words_of(answer)


def test_the_same_words_bring_the_screen_and_each_choice_keeps_what_it_says(client, wiki, page, cast):
    mine, theirs = CREEK.replace("twice", "seldom"), CREEK.replace("twice", "thrice")
    for choice, expected in (("mine", "seldom"), ("theirs", "thrice"), ("both", "seldom")):
        page = actions.create_page(wiki, title=f"Creek {choice}", html=CREEK, by=cast.trusted)
        base = page.current
        actions.save_page(page, base=base, content=Content(page.title, theirs), by=cast.trusted)
        sign_in(client, cast.member)
        address = f"/wiki/raleigh/creek-{choice}/edit/"
        answer = client.post(address, typed_over(base, mine))
        said = words_of(answer)
        assert answer.status_code == 409
        assert "You and trusted changed the same words" in said
        assert "seldom" in said
        assert "thrice" in said
        assert not [word for word in FORBIDDEN if re.search(rf"\b{word}", said, re.IGNORECASE)]
        # Leaving now loses nothing.
        assert Draft.objects.get(user=cast.member, page=page).content["html"] == mine
        answer = client.post(address, {**typed_over(base, mine), "seen": 2, "choice-1": choice}, follow=True)
        assert answer.status_code == 200
        page.refresh_from_db()
        assert expected in page.current.html
        assert ("thrice" in page.current.html) == (choice != "mine")
        assert not Draft.objects.filter(user=cast.member, page=page).exists()


def typed_over(base, html):
    return {
        "title": base.title,
        "html": html,
        "tags": "",
        "places": "",
        "summary": "",
        "base": base.number,
        "tab": "tab-12345678",
    }


def test_a_draft_is_kept_offered_and_thrown_away(client, wiki, page, cast):
    sign_in(client, cast.trusted)
    kept = client.post("/wiki/raleigh/-/draft/", {**typed(page, "<p>half a sent</p>"), "page": "pullen-creek"})
    assert re.fullmatch(r"\d\d:\d\d:\d\d", kept.json()["kept"])
    assert "You have a draft" in words_of(client.get("/wiki/raleigh/pullen-creek/edit/"))
    again = client.get("/wiki/raleigh/pullen-creek/edit/?draft=tab-12345678")
    assert "half a sent" in again.content.decode()
    sign_in(client, cast.member)
    assert "You have a draft" not in words_of(client.get("/wiki/raleigh/pullen-creek/edit/"))
    assert "half a sent" not in client.get("/wiki/raleigh/pullen-creek/edit/?draft=tab-12345678").content.decode()
    sign_in(client, cast.trusted)
    client.post("/wiki/raleigh/-/draft/", {"tab": "tab-12345678", "page": "pullen-creek", "drop": "1"})
    assert not Draft.objects.exists()


def test_bad_input_comes_back_with_its_reason_and_everything_typed(client, wiki, page, cast):
    sign_in(client, cast.trusted)
    cases = [
        ({"title": "\u202ebad"}, "signs in it that cannot be seen"),
        ({"title": "x" * 150}, "120 letters at most"),
        ({"html": "<ul><li>" * 200}, "open elements"),
        ({"places": "Boathouse; ; 95, 200"}, "outside the earth"),
        ({"places": "Boathouse; Lake Road"}, "has no position"),
        ({"tags": "ok, ///"}, "needs letters or digits"),
    ]
    for number, (fields, reason) in enumerate(cases):
        sent = {**typed(page, "<p>kept words</p>", tab=f"tab-1234567{number}"), **fields}
        answer = client.post("/wiki/raleigh/pullen-creek/edit/", sent)
        assert answer.status_code == 400
        assert Draft.objects.filter(tab=f"tab-1234567{number}").exists()
        if "html" not in fields:
            assert reason in words_of(answer), reason
            assert "kept words" in answer.content.decode()
    assert page.revisions.count() == 1


def test_who_may_not_write_is_told_so_and_who_may_does(client, wiki, page, cast):
    put_out(cast.stranger, wiki, "write")
    sign_in(client, cast.stranger)
    answer = client.post("/wiki/raleigh/pullen-creek/edit/", typed(page, "<p>my words</p>"))
    assert (answer.status_code, "my words" in words_of(answer)) == (403, True)
    client.logout()
    assert client.get("/wiki/raleigh/pullen-creek/edit/").status_code == 302
    sign_in(client, cast.contributor)
    assert client.post("/wiki/raleigh/pullen-creek/edit/", typed(page, "<p>my words</p>")).status_code == 302


def test_one_part_is_changed_added_and_taken_away_and_no_other_byte_moves(client, wiki, page, cast):
    table = "<table><tbody><tr><td>one</td><td>two</td></tr></tbody></table>"
    html = '<p lang="es">Uno  raro</p>' + table + "<p>Middle.</p>" + '<figure data-picture="7"></figure>'
    page = actions.create_page(wiki, title="Parts", html=html, by=cast.trusted)
    html = page.current.html
    sign_in(client, cast.member)
    assert "One part at a time" in words_of(client.get("/wiki/raleigh/parts/edit/?parts=1"))
    assert "Middle." in client.get("/wiki/raleigh/parts/edit/3/").content.decode()
    client.post("/wiki/raleigh/parts/edit/3/", {"text": "Middle, *mended*.", "base": 1})
    html = html.replace("Middle.", "Middle, <em>mended</em>.")
    assert current(page) == html
    client.post("/wiki/raleigh/parts/edit/2/", {"cell-1": "eins", "cell-2": "two", "base": 2})
    html = html.replace("one", "eins")
    assert current(page) == html
    client.post("/wiki/raleigh/parts/edit/3/", {"text": "- new\n- list", "after": "1", "base": 3})
    html = html.replace("</em>.</p>", "</em>.</p><ul><li>new</li><li>list</li></ul>")
    assert current(page) == html
    # Somebody changed another part meanwhile: both stay.
    client.post("/wiki/raleigh/parts/edit/1/", {"delete": "1", "base": 3})
    assert current(page) == html.replace('<p lang="es">Uno raro</p>', "")


def current(page):
    return WikiPage.objects.select_related("current").get(pk=page.pk).current.html


def test_a_new_page_without_scripts_is_a_title_and_a_text(client, wiki, cast):
    sign_in(client, cast.trusted)
    assert client.get("/wiki/raleigh/-/new/?title=Boathouse").status_code == 200
    fields = {
        "title": "Boathouse",
        "html": "## Hours\n\nFrom *May*.",
        "plain": "1",
        "tags": "parks, lake",
        "tab": "tab-12345678",
    }
    answer = client.post(
        "/wiki/raleigh/-/new/", {**fields, "places": "Boathouse; 5 Lake Road; 35.78, -78.66"}, follow=True
    )
    assert answer.redirect_chain == [("/wiki/raleigh/boathouse/", 302)]
    page = WikiPage.objects.get(slug="boathouse")
    assert page.current.html == "<h2>Hours</h2><p>From <em>May</em>.</p>"
    assert [(p["name"], p["geometry"]["coordinates"]) for p in page.current.places] == [("Boathouse", [-78.66, 35.78])]
    assert client.get("/wiki/raleigh/-/new/?title=boathouse").status_code == 302


def test_what_changed_is_shown_and_an_old_state_comes_back(client, wiki, page, cast):
    actions.save_page(
        page,
        base=page.current,
        content=Content("Pullen Creek", CREEK.replace("old", "young"), ("parks",)),
        by=cast.trusted,
    )
    html = client.get("/wiki/raleigh/pullen-creek/compare/?from=1&to=2").content.decode()
    assert '<del><span class="vh">removed: </span>old</del>' in html
    assert '<ins><span class="vh">added: </span>young</ins>' in html
    assert "Tag added: parks." in html
    assert client.get("/wiki/raleigh/pullen-creek/history/").status_code == 200
    assert "The oaks are old." in words_of(client.get("/wiki/raleigh/pullen-creek/history/1/"))
    assert client.get("/wiki/raleigh/pullen-creek/history/9/").status_code == 404
    assert client.post("/wiki/raleigh/pullen-creek/revert/", {"to": 1}).status_code == 302
    assert current(page) == CREEK.replace("young", "old").replace("old", "young")  # signed out: nothing happened
    sign_in(client, cast.member)
    client.post("/wiki/raleigh/pullen-creek/revert/", {"to": 1})
    assert current(page) == CREEK


def test_beside_each_other_links_lead_where_they_lead_today_and_red_ones_stay_red(client, wiki, page, cast):
    actions.create_page(wiki, title="Boathouse", html="<p>Boats.</p>", by=cast.trusted)
    words = '<h2>Trees</h2><p>By the <a data-page="Boathouse">boathouse</a> and the <a data-page="Dam">dam</a>{}.</p>'
    content = Content("Pullen Creek", words.format(""))
    actions.save_page(page, base=page.current, content=content, by=cast.trusted)
    page.refresh_from_db()
    content = Content("Pullen Creek", words.format(" of stone"))
    actions.save_page(page, base=page.current, content=content, by=cast.trusted)
    page.refresh_from_db()
    actions.save_page(page, base=page.current, content=Content("Pullen Creek", "<p>Dry.</p>"), by=cast.trusted)
    html = client.get("/wiki/raleigh/pullen-creek/compare/?from=2&to=3").content.decode()
    assert html.count('<a href="/wiki/raleigh/boathouse/">boathouse</a>') == 2
    assert html.count('<a class="missing" href="/wiki/raleigh/-/new/?title=Dam"') == 2
    assert html.count('dam<span class="vh"> (not written yet)</span></a>') == 2
    assert "data-page" not in html
    assert 'id="s-trees"' not in html
    # An old state too: what the page says now is another matter.
    old = client.get("/wiki/raleigh/pullen-creek/history/3/").content.decode()
    assert '<a href="/wiki/raleigh/boathouse/">' in old
    assert 'id="s-trees"' in old


def test_a_link_into_a_closed_wiki_tells_neither_what_stands_there_nor_what_it_is_called_now(client, wiki, page, cast):
    closed = wikis.wiki(slug="gov", name="Officials", stage="invited", audience="members")
    wikis.member(closed, cast.trusted_member, trusted=True)
    there = actions.create_page(closed, title="Reform", html="<h2>Why</h2>", by=cast.trusted_member)
    actions.rename_page(there, "Staff Cuts", by=cast.trusted_member)
    link = '<a data-page="{}" data-wiki="gov" data-anchor="Why">x</a>'
    html = f"<p>{link.format('Reform')} {link.format('Staff Cuts')} {link.format('Nothing')}</p>"
    actions.save_page(page, base=page.current, content=Content("Pullen Creek", html), by=cast.trusted)
    for address in ("", "history/2/", "compare/?from=1&to=2"):
        shown = client.get(f"/wiki/raleigh/pullen-creek/{address}").content.decode()
        leading = [f'<a href="/wiki/gov/{slug}/#s-why">' for slug in ("reform", "staff-cuts", "nothing")]
        assert all(each in shown for each in leading), address
    assert client.get("/wiki/gov/reform/").status_code == client.get("/wiki/gov/nothing/").status_code == 404
    led = sign_in(client, cast.trusted_member).get("/wiki/gov/reform/")
    assert led.url == "/wiki/gov/staff-cuts/?from=Reform"


def test_a_hidden_state_is_a_tombstone_everywhere(client, wiki, page, cast):
    actions.save_page(
        page,
        base=page.current,
        content=Content("Pullen Creek", "<p>telephone-marker</p>"),
        by=cast.trusted,
        summary="summary-marker",
    )
    actions.revert_page(page, page.revisions.get(number=1), by=cast.trusted)
    page.revisions.filter(number=2).update(
        hidden_at=timezone.now(), hidden_by=cast.steward, hidden_reason="a private number", hides="text,summary,author"
    )
    paths = ["history/", "history/2/", "compare/?from=1&to=2", "compare/?from=2&to=3", "changes.atom"]
    for path in [*(f"pullen-creek/{path}" for path in paths), "-/recent/", "-/recent.atom"]:
        answer = client.get(f"/wiki/raleigh/{path}")
        assert answer.status_code == 200
        assert b"-marker" not in answer.content, path
    assert "a private number" in words_of(client.get("/wiki/raleigh/pullen-creek/history/2/"))


def test_an_edit_is_everywhere_at_the_next_request(client, wiki, page, cast):
    html = "<p>fresh-words</p>"
    actions.save_page(
        page,
        base=page.current,
        content=Content("Pullen Creek", html, ("parks",)),
        by=cast.trusted,
        summary="fresh-summary",
    )
    for path, words in [
        ("pullen-creek/", "fresh-words"),
        ("pullen-creek/history/", "fresh-summary"),
        ("pullen-creek/changes.atom", "fresh-summary"),
        ("-/recent/", "fresh-summary"),
        ("-/recent.atom", "fresh-summary"),
        ("-/search/?q=fresh-words", "Pullen Creek"),
        ("-/tags/parks/", "Pullen Creek"),
        ("-/titles.json?q=pullen", "Pullen Creek"),
        ("-/lists/all/", "Pullen Creek"),
        ("", "Pullen Creek"),
    ]:
        answer = client.get(f"/wiki/raleigh/{path}")
        assert answer.status_code == 200
        assert words in answer.content.decode(), path


@pytest.mark.parametrize("typed", ["", "Harlan Lane", "zzz", "%", "*", '"', "x" * 500, "公園", "\x00"])
def test_titles_are_completed_whatever_is_typed(client, wiki, page, cast, typed):
    sign_in(client, cast.trusted)
    answer = client.get("/wiki/raleigh/-/titles.json", {"q": typed})
    assert (answer.status_code, answer.json()) == (200, {"titles": []})


def test_lists_cost_the_same_for_one_row_and_for_thirty(client, wiki, page, cast, django_assert_max_num_queries):
    for number in range(30):
        actions.create_page(
            wiki,
            title=f"P{number}",
            html='<p><a data-page="Pullen Creek">x</a> <a data-page="Red">y</a></p>',
            by=cast.steward,
            places=[{"name": "x", "geometry": {"type": "Point", "coordinates": [1, 2]}}],
            tags=["parks"],
        )
    for path in (
        "-/recent/",
        "-/map/",
        "-/map.geojson",
        "-/tags/",
        "-/tags/parks/",
        "-/lists/wanted/",
        "-/lists/orphans/",
        "pullen-creek/links/",
        "pullen-creek/history/",
        "",
    ):
        with django_assert_max_num_queries(8):
            assert client.get(f"/wiki/raleigh/{path}").status_code == 200


def test_the_map_is_a_list_too_and_goes_out_as_geojson(client, wiki, cast):
    place = {"name": "Boathouse", "geometry": {"type": "Point", "coordinates": [-78.66, 35.78]}}
    actions.create_page(wiki, title="Park", html="<p>x</p>", by=cast.trusted, places=[place])
    assert "Boathouse" in words_of(client.get("/wiki/raleigh/-/map/"))
    for path in ("-/map.geojson", "park/page.geojson"):
        shapes = json.loads(client.get(f"/wiki/raleigh/{path}").content)
        assert [shape["geometry"]["coordinates"] for shape in shapes["features"]] == [[-78.66, 35.78]]
    article = client.get("/wiki/raleigh/park/").content.decode()
    points = json.loads(re.search(r'id="map-points"[^>]*>(.*?)</script>', article)[1])
    assert [(point["title"], point["lat"], point["lng"]) for point in points] == [("Boathouse", 35.78, -78.66)]
    assert f'id="{points[0]["href"][1:]}"' in article
    assert "map-points" not in client.get("/wiki/raleigh/").content.decode()


def test_addresses_forgive_spelling_and_old_titles(client, wiki, page, cast):
    answer = client.get("/wiki/raleigh/Pullen Creek/")
    assert (answer.status_code, answer["Location"]) == (301, "/wiki/raleigh/pullen-creek/")
    actions.rename_page(page, "Creek Park", by=cast.trusted)
    answer = client.get("/wiki/raleigh/pullen-creek/", follow=True)
    assert "You came from “Pullen Creek”" in words_of(answer)


def test_a_deleted_page_says_when_and_why_and_never_what_it_was(client, wiki, page, cast):
    sign_in(client, cast.steward)
    assert client.post("/wiki/raleigh/pullen-creek/delete/", {"reason": ""}).status_code == 400
    client.post("/wiki/raleigh/pullen-creek/delete/", {"reason": "an advertisement"})
    client.logout()
    answer = client.get("/wiki/raleigh/pullen-creek/")
    assert (answer.status_code, "an advertisement" in words_of(answer)) == (404, True)
    assert "Pullen Creek" not in words_of(answer)
    sign_in(client, cast.contributor)
    assert client.post("/wiki/raleigh/pullen-creek/restore/").status_code == 404
    sign_in(client, cast.steward)
    client.post("/wiki/raleigh/pullen-creek/restore/")
    assert client.get("/wiki/raleigh/pullen-creek/").status_code == 200


def test_a_first_edit_is_seen_by_its_author_and_stewards_only(client, cast):
    wiki = wikis.wiki(slug="fresh", reviewed_first_edits=1)
    people.role(cast.steward, "steward", wiki)
    actions.create_page(wiki, title="Creek", html=CREEK, by=cast.steward)
    sign_in(client, cast.stranger)
    fields = {"title": "Creek", "html": CREEK.replace("twice", "held-marker"), "base": 1, "tab": "tab-12345678"}
    answer = client.post("/wiki/fresh/creek/edit/", fields, follow=True)
    assert "Only you and the stewards see it" in words_of(answer)
    address = f"/wiki/fresh/-/queue/{Proposal.objects.get().pk}/"
    for user, seen in ((cast.stranger, True), (cast.steward, True), (cast.contributor, False), (cast.trusted, False)):
        sign_in(client, user)
        answer = client.get(address)
        assert (answer.status_code == 200, b"held-marker" in answer.content) == (seen, seen)
    client.logout()
    for path in ("creek/", "-/recent/", "-/search/?q=held-marker", "-/recent.atom"):
        assert b"held-marker</" not in client.get(f"/wiki/fresh/{path}").content
    sign_in(client, cast.steward)
    client.post(address, {"accept": "1"})
    client.logout()
    assert b"held-marker" in client.get("/wiki/fresh/creek/").content


def test_opening_the_wiki_needs_a_steward_with_a_fresh_factor(client, cast):
    wiki = wikis.wiki("invited", slug="opening")
    people.role(cast.steward, "steward", wiki)
    wikis.member(wiki, cast.member, trusted=True)
    sign_in(client, cast.member)
    assert client.get("/wiki/opening/-/stage/").status_code == 404
    people.sign_in(client, cast.steward, strong=True, fresh=False)
    client.post("/wiki/opening/-/stage/", {"after": "campaign"})
    wiki.refresh_from_db()
    assert wiki.stage == "invited"
    people.sign_in(client, cast.steward, strong=True)
    client.post("/wiki/opening/-/stage/", {"after": "campaign"})
    wiki.refresh_from_db()
    assert wiki.stage == "campaign"
    client.logout()
    assert client.get("/wiki/opening/-/recent/").status_code == 200
    people.sign_in(client, cast.steward, strong=True)
    client.post("/wiki/opening/-/stage/", {"after": "invited", "keep": "on"})
    client.logout()
    assert client.get("/wiki/opening/-/recent/").status_code == 404


def test_a_note_is_put_at_the_end(client, wiki, page, cast):
    sign_in(client, cast.contributor)
    assert client.post("/wiki/raleigh/pullen-creek/note/", {"words": " "}).status_code == 400
    client.post("/wiki/raleigh/pullen-creek/note/", {"words": "We agreed on *trees*."})
    assert current(page).endswith("<p>We agreed on <em>trees</em>.</p>")


def test_a_picture_comes_only_through_the_wiki_that_uses_it(client, wiki, cast):
    data = BytesIO()
    Image.new("RGB", (800, 600), "green").save(data, "PNG")
    wiki = actions.open_wiki("Durham wiki", "durham", by=cast.steward)
    wiki.stage = "open"
    wiki.save()
    wikis.member(wiki, cast.trusted, trusted=True)
    picture = Picture(title="oak", description="An oak", credit="Joon K.", collection=wiki.collection, closed=True)
    picture.file = ImageFile(data, name="oak.png")
    picture.save()
    address = f"/wiki/durham/-/files/picture/{picture.pk}/640/"
    assert client.get(address).status_code == 404
    page = actions.create_page(
        wiki, title="Oak", html=f'<figure data-picture="{picture.pk}"></figure>', by=cast.trusted
    )
    html = client.get(page.get_absolute_url()).content.decode()
    assert 'alt="An oak"' in html
    assert "Picture: Joon K." in html
    assert address in html
    assert client.get(address)["Content-Type"] == "image/png"
    assert client.get(address.replace("640", "641")).status_code == 404
    assert client.get(address.replace("durham", "raleigh")).status_code == 404
    wiki.stage = "invited"
    wiki.save()
    assert client.get(address).status_code == 404
