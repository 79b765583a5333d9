"""What the public pages show, read live from the facts, in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycamp.people.models import Role
from events import calendar, outline, phases
from events.models import Camp, CampDay, City, Commitment, Registration, Seat, Theme
from events.models.camps import TEAM, CampQuerySet
from events.permissions import may_manage
from wiki.models import Wiki, WikiPage

ON_A_PAGE = 50


@dataclass
class Button:
    label: str
    href: str
    go: bool = True


@dataclass
class Row:
    """One camp as a line of a list: its facts, what stage it is in, and the first thing to do."""

    camp: Camp
    phase: str
    seats: int = 0
    taken: int = 0
    waiting: int = 0
    buttons: list[Button] = field(default_factory=list)
    mine: Registration | None = None

    @property
    def left(self) -> int:
        return max(self.seats - self.taken, 0)

    @property
    def full(self) -> bool:
        return self.seats > 0 and (self.left == 0 or self.waiting > 0)

    @property
    def button(self) -> Button | None:
        return self.buttons[0] if self.buttons else None

    @property
    def first_day(self) -> CampDay | None:
        days = self.camp.settled_days
        return days[0] if days else None

    @property
    def last_day(self) -> CampDay | None:
        days = self.camp.settled_days
        return days[-1] if len(days) > 1 else None

    @property
    def seats_in_words(self) -> str:
        if self.phase not in (phases.ANNOUNCED, phases.OPEN, phases.CLOSED, phases.TODAY):
            return ""
        if self.camp.sold_elsewhere:
            return _("Tickets elsewhere")
        if not self.seats:
            return _("No seats counted yet")
        if not self.full:
            return ngettext("%(n)s seat left", "%(n)s seats left", self.left) % {"n": self.left}
        if not self.waiting:
            return _("Full")
        waiting = ngettext("%(n)s person is waiting", "%(n)s people are waiting", self.waiting) % {"n": self.waiting}
        return _("Full. %(waiting)s") % {"waiting": waiting}


def seat_count(**states) -> Coalesce:
    rows = Registration.objects.filter(camp=OuterRef("pk"), **states).order_by().values("camp")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def with_seats(camps):
    """Camps with the numbers of seats, taken seats and people in line."""
    seats = Seat.objects.filter(camp=OuterRef("pk")).order_by().values("camp")
    return camps.with_facts().annotate(
        seat_total=Coalesce(Subquery(seats.annotate(n=Count("pk")).values("n")), 0),
        seat_taken=seat_count(seat__isnull=False),
        seat_waiting=seat_count(state=Registration.WAITING),
    )


def row(camp: Any, now: datetime, mine: Registration | None = None) -> Row:
    """One camp for a list. The camp comes from `with_seats`."""
    found = Row(camp, camp.phase(now), camp.seat_total, camp.seat_taken, camp.seat_waiting)
    found.buttons = first_buttons(found, now, mine)
    return found


def camps_of(user: Any, now: datetime) -> list[Row]:
    """The coming camps where this person has or waits for a seat, or is of the team; in a fixed number of queries."""
    seats = {
        mine.camp_id: mine for mine in Registration.objects.filter(user=user).exclude(state=Registration.CANCELLED)
    }
    team = Role.objects.filter(user=user, role__in=TEAM).scope_ids(Camp)
    camps = Camp.objects.visible_to(user).coming(now).filter(Q(pk__in=seats) | Q(pk__in=team))
    rows = []
    for camp in with_seats(camps).by_date():
        found = row(camp, now, seats.get(camp.pk))
        found.mine = seats.get(camp.pk)
        rows.append(found)
    return rows


def first_buttons(found: Row, now: datetime, mine: Registration | None = None) -> list[Button]:
    """What to do next at this camp, by phase; the first is the one action of the page."""
    camp = found.camp
    here = camp.get_absolute_url()
    registered = mine is not None and mine.state != Registration.CANCELLED
    ticket = [Button(_("Your ticket"), f"/t/{mine.ticket}/")] if registered and mine else []
    if found.phase == phases.ANNOUNCED:
        news = camp.announcements
        return ticket + ([Button(_("Tell me when it opens"), f"/lists/{news.slug}/")] if news else [])
    if found.phase == phases.OPEN:
        if ticket:
            return [*ticket, Button(_("The board"), f"{here}board/", go=False)]
        if camp.sold_elsewhere:
            return [Button(_("Get a ticket"), camp.tickets_address)]
        label = _("Join the waiting list") if found.full else _("Register")
        return [Button(label, f"{here}register/")]
    if found.phase == phases.TODAY:
        more = [Button(_("For me"), f"{here}board/?show=mine", go=False)] if registered else []
        if not registered and camp.takes_registrations(now):
            more = [Button(_("Register"), f"{here}register/", go=False)]
        return [Button(_("The board"), f"{here}board/"), *more, *ticket]
    if found.phase in (phases.AFTER, phases.PAST):
        return [Button(_("What came of it"), f"{here}done-doing/")]
    if found.phase == phases.CLOSED:
        return [*ticket, Button(_("The board"), f"{here}board/", go=not ticket)]
    return ticket


def point(place, title: str, href: str, hot: bool = False) -> dict[str, Any] | None:
    """One pin for the map, or nothing where nobody knows the place."""
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return {"lat": place.latitude, "lng": place.longitude, "title": title, "href": href, "hot": hot}


def camp_point(camp: Camp, hot: bool = False) -> dict[str, Any] | None:
    venue = camp.venue
    place = venue if venue and venue.latitude is not None else camp.city
    return point(place, camp.name, camp.get_absolute_url(), hot)


def deeds(promises, limit: int) -> list[Commitment]:
    """The newest promises with their camps: done and doing first, then promised."""
    return list(promises.select_related("camp", "camp__city").order_by("-news_at", "-pk")[:limit])


def told(promises):
    """Promises that pages outside their camp show: of listed camps, not dropped."""
    return promises.filter(camp__in=Camp.objects.listed()).exclude(state=Commitment.DROPPED)


def front_page(user, now: datetime) -> dict[str, Any]:
    coming = with_seats(Camp.objects.listed().coming(now)).filter(state=Camp.PUBLISHED).by_date()
    rows = [row(camp, now) for camp in coming[:5]]
    dated = [found for found in rows if found.first_day and found.phase != phases.AFTER]
    ticket = dated[0] if dated else None
    first = ticket.first_day if ticket else None
    cities = city_rows(now)
    return {
        "ticket": ticket,
        "days_left": (first.date - today_in(ticket.camp, now)).days if ticket and first else None,
        "rows": rows[:4],
        "deeds": deeds(told(Commitment.objects.filter(state__in=["done", "doing"])), 4),
        "promised": told(Commitment.objects.all()).count(),
        "cities": cities[:8],
        "pins": pins(cities),
        "city_count": sum(1 for city in cities if city.held),
    }


def today_in(camp: Camp, now: datetime) -> date:
    return now.astimezone(ZoneInfo(camp.zone)).date()


def pins(cities: Iterable[Any]) -> list[dict[str, Any]]:
    """Cities on the drawn land; only some are named, so that names do not lie on each other."""
    found: list[dict[str, Any]] = []
    for city in cities:
        place = outline.spot(city.latitude, city.longitude) if city.latitude is not None else None
        if place is None:
            continue
        x, y = place
        near = any(abs(other["x"] - x) < 130 and abs(other["y"] - y) < 26 for other in found if other["named"])
        end = x > outline.WIDTH - 150
        found.append(
            {
                "x": x,
                "y": y,
                "name": city.name,
                "named": not near,
                "text_x": x - 12 if end else x + 12,
                "text_y": y + 6,
                "anchor": "end" if end else "start",
                "hot": city.next_day is not None,
            }
        )
    return found


def city_rows(now: datetime) -> list[Any]:
    """Every city with its numbers: camps held, and the next day; those with a coming camp first."""
    today = now.date()
    shown = Q(camps__listed=True, camps__state=Camp.PUBLISHED)
    cities = City.objects.annotate(
        held=Count("camps", filter=shown & Q(camps__days__date__lt=today), distinct=True),
        planned=Count("camps", filter=shown & Q(camps__days=None), distinct=True),
        next_day=Min("camps__days__date", filter=shown & Q(camps__days__date__gte=today)),
        last_day=Max("camps__days__date", filter=shown & Q(camps__days__date__lt=today)),
    )
    far = date(9999, 1, 1)
    return sorted(cities, key=lambda city: (city.next_day or far, -city.held, city.folded))


def city_index(now: datetime) -> dict[str, Any]:
    cities = city_rows(now)
    points = [point(city, city.place, city.get_absolute_url(), city.next_day is not None) for city in cities]
    by_name = sorted(cities, key=lambda city: (city.country, city.folded))
    return {"cities": by_name, "points": [spot for spot in points if spot]}


def filter_choices() -> tuple[list[str], list[Theme]]:
    """The countries with listed camps and all themes, for the filters; one query for both."""
    themes = Theme.objects.order_by().annotate(kind=Value("theme")).values_list("kind", "position", "slug", "name")
    here = City.objects.filter(camps__in=Camp.objects.listed())
    countries = here.annotate(kind=Value("country"), at=Value(0), none=Value("")).values_list(
        "kind", "at", "country", "none"
    )
    rows = sorted(themes.union(countries))
    return (
        [code for kind, _at, code, _name in rows if kind == "country"],
        [Theme(slug=slug, name=name) for kind, _at, slug, name in rows if kind == "theme"],
    )


def asked_of(query: Mapping[str, str]) -> dict[str, str]:
    """What an address asks of the list; a time that makes no sense means the coming ones."""
    when = query.get("when", "coming")
    return {
        "q": query.get("q", "").strip()[:100],
        "when": when if when in ("past", "all") else "coming",
        "country": query.get("country", ""),
        "theme": query.get("theme", ""),
        "language": query.get("language", ""),
        "open": "1" if query.get("open") == "1" else "",
    }


def narrowed(camps: CampQuerySet, asked: Mapping[str, str], now: datetime) -> CampQuerySet:
    """These camps, as far as they are asked for. Whether seats are left is not looked at."""
    if asked["when"] != "all":
        camps = camps.over(now) if asked["when"] == "past" else camps.coming(now)
    if asked["country"]:
        camps = camps.filter(city__country=asked["country"])
    if asked["theme"]:
        themes = Camp.themes.through.objects.filter(camp=OuterRef("pk"), theme__slug=asked["theme"])
        camps = camps.filter(Exists(themes))
    if asked["language"]:
        camps = camps.filter(languages__icontains=f'"{asked["language"]}"')
    for word in asked["q"].replace("\x00", " ").split()[:8]:
        camps = camps.filter(
            Q(name__icontains=word)
            | Q(tagline__icontains=word)
            | Q(city__name__icontains=word)
            | Q(city__region__icontains=word)
        )
    if asked["open"]:
        camps = (
            camps.filter(state=Camp.PUBLISHED, registration_opens_at__lte=now)
            .filter(Q(registration_closes_at=None) | Q(registration_closes_at__gt=now))
            .coming(now)
        )
    return camps


def camp_index(query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The list of camps, filtered as the address says."""
    asked = asked_of(query)
    coming = asked["when"] == "coming"
    countries, themes = filter_choices()
    found = with_seats(narrowed(Camp.objects.listed(), asked, now)).by_date()
    if not coming:
        found = found.order_by("-first_date", "name")
    rows = [row(camp, now) for camp in found[:500]]
    if asked["open"]:
        rows = [one for one in rows if one.phase in (phases.OPEN, phases.TODAY)]
    page = Paginator(rows, ON_A_PAGE).get_page(query.get("page"))
    points = [camp_point(one.camp, one.phase == phases.TODAY) for one in page.object_list]
    return {
        "page_of_rows": page,
        "rows": page.object_list,
        "total": len(rows),
        "points": [spot for spot in points if spot],
        "countries": countries,
        "themes": themes,
        "asked": asked,
        "filtered": not coming or any(value for name, value in asked.items() if name != "when"),
        "world_day": calendar.next_world_day(now.date()),
    }


def camp_page(camp: Camp, user, now: datetime) -> dict[str, Any]:
    """What stands on a camp's page beside its words."""
    camp = with_seats(Camp.objects.all()).select_related("city__wiki", "hub__wiki").get(pk=camp.pk)
    mine = None
    if user is not None and user.is_authenticated:
        mine = Registration.objects.filter(camp=camp, user_id=user.pk).first()
    found = row(camp, now, mine)
    return {
        "camp": camp,
        "row": found,
        "phase": found.phase,
        "mine": mine,
        "manages": user is not None and may_manage(user, camp),
        "rail": rail(camp, found.phase),
        "themes": list(camp.themes.all()),
        "last_time": last_time(camp),
        "hub": hub_for(camp, user, now),
        "points": [spot for spot in [camp_point(camp, True)] if spot],
        "local_now": now.astimezone(ZoneInfo(camp.zone)),
    }


def hub_for(camp: Camp, user, now: datetime) -> WikiPage | None:
    """The camp's page in the wiki, if its link leads somewhere for this person."""
    if camp.hub_id is None:
        return None
    if Camp.hub.is_cached(camp):
        page = camp.hub
    else:
        page = WikiPage.objects.live().light().select_related("wiki").filter(pk=camp.hub_id).first()
    reads = page is not None and (page.wiki.is_public or reads_wiki(page.wiki_id, user or AnonymousUser(), now))
    return page if reads else None


def reads_wiki(wiki_id: int, user, now: datetime) -> bool:
    """Whether a link to this wiki leads somewhere for this person; a new one is by invitation."""
    return Wiki.objects.visible_to(user, now).filter(pk=wiki_id).exists()


def rail(camp: Camp, phase: str) -> list[dict[str, Any]]:
    """The phases as steps, with the current one marked; a cancelled camp has none."""
    steps = [
        (phases.ANNOUNCED, _("Announced")),
        (phases.OPEN, _("Registration open")),
        (phases.CLOSED, _("Registration closed")),
        (phases.TODAY, _("Today") if phase == phases.TODAY else _("The day")),
        (phases.AFTER, _("What came of it")),
    ]
    order = [key for key, _label in steps]
    if phase == phases.PAST:
        phase = phases.AFTER
    if phase not in order:
        return []
    here = order.index(phase)
    return [
        {"label": label, "past": number < here, "current": number == here} for number, (_key, label) in enumerate(steps)
    ]


def last_time(camp: Camp) -> list[Commitment]:
    """What people promised at the camp before this one: the previous one, or the last in this city."""
    earlier = Camp.objects.filter(state=Camp.PUBLISHED, city=camp.city_id).exclude(pk=camp.pk)
    first = camp.settled_days[0].date if camp.settled_days else None
    earlier = earlier.annotate(on=Max("days__date")).filter(on__isnull=False)
    if first:
        earlier = earlier.filter(on__lt=first)
    before = Q(camp=camp.previous_id) if camp.previous_id else Q(camp__in=earlier.order_by("-on").values("pk")[:1])
    promises = Commitment.objects.filter(before).exclude(state=Commitment.DROPPED)
    return deeds(promises, 5)


def city_page(city: City, user, now: datetime) -> dict[str, Any]:
    camps = list(with_seats(Camp.objects.visible_to(user).filter(city=city)).by_date())
    rows = [row(camp, now) for camp in camps]
    over = (phases.AFTER, phases.PAST, phases.CANCELLED)
    promises = Commitment.objects.filter(camp__in=[camp.pk for camp in camps])
    return {
        "city": city,
        "wiki": city.wiki if city.wiki_id and reads_wiki(city.wiki_id, user, now) else None,
        "coming": [one for one in rows if one.phase not in over],
        "past": [one for one in reversed(rows) if one.phase in over],
        "deeds": deeds(promises.exclude(state=Commitment.DROPPED), 6),
        "points": [spot for spot in [point(city, city.place, city.get_absolute_url(), True)] if spot],
        "lists": [camp.announcements for camp in camps if camp.announcements],
    }
