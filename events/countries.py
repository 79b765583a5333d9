"""Countries and the zones they keep, from the tables that come with the time zone database. Pure."""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

# Where a state or province keeps one zone throughout.
ZONES_OF_REGIONS = {
    ("US", region): zone
    for zone, regions in {
        "America/New_York": "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
        "America/Chicago": "AL AR IA IL LA MN MO MS OK WI",
        "America/Denver": "CO MT NM UT WY",
        "America/Los_Angeles": "CA NV WA",
        "America/Anchorage": "",
        "Pacific/Honolulu": "HI",
    }.items()
    for region in regions.split()
} | {("CA", "AB"): "America/Edmonton", ("CA", "MB"): "America/Winnipeg", ("CA", "NS"): "America/Halifax"}
# Where a state keeps two, what lies clearly on one side of the line: (west of, zone), (east of, zone).
SPLIT_REGIONS = {
    ("US", "FL"): ((-85.7, "America/Chicago"), (-84.5, "America/New_York")),
    ("US", "OR"): ((-119.0, "America/Los_Angeles"), (-117.0, "America/Boise")),
    ("US", "TX"): ((-105.5, "America/Denver"), (-104.8, "America/Chicago")),
}
STATES = {
    "Alabama": "AL", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO", "Connecticut": "CT",
    "Delaware": "DE", "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Illinois": "IL", "Iowa": "IA",
    "Louisiana": "LA", "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Minnesota": "MN",
    "Mississippi": "MS", "Missouri": "MO", "Montana": "MT", "Nevada": "NV", "New Hampshire": "NH",
    "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY", "North Carolina": "NC", "Ohio": "OH",
    "Oklahoma": "OK", "Oregon": "OR", "Pennsylvania": "PA", "Rhode Island": "RI", "South Carolina": "SC",
    "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA", "Washington": "WA", "West Virginia": "WV",
    "Wisconsin": "WI", "Wyoming": "WY",
}  # fmt: skip


def table(name: str) -> list[list[str]]:
    lines = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def names() -> dict[str, str]:
    """Country names by their two letters, ISO 3166."""
    return {row[0]: row[1] for row in table("iso3166.tab")}


OTHER_NAMES = {"united kingdom": "GB", "great britain": "GB", "usa": "US", "united states of america": "US"}


@cache
def codes() -> dict[str, str]:
    return {name.casefold(): code for code, name in names().items()} | OTHER_NAMES


def code_of(name: str) -> str:
    """The two letters of a country named in English, or nothing."""
    return codes().get(" ".join(name.split()).casefold(), "")


@cache
def zones_of(country: str) -> tuple[str, ...]:
    return tuple(row[2] for row in table("zone.tab") if row[0] == country)


@cache
def keep_one_time(zones: tuple[str, ...]) -> bool:
    """Whether clocks in these zones agree from last year on, week by week, as in Germany and Büsingen."""
    begin = datetime(datetime.now(UTC).year - 1, 1, 1, tzinfo=UTC)
    weeks = [begin + timedelta(weeks=n) for n in range(156)]
    offsets = {tuple(week.astimezone(ZoneInfo(zone)).utcoffset() for week in weeks) for zone in zones}
    return len(offsets) == 1


def zone_of(country: str, region: str = "", city: str = "", longitude: float | None = None) -> str:
    """The zone of a place, where tables say it for sure; nothing where they do not.

    A country with one zone, a state that keeps one throughout, a place clearly on one side of a state's
    line, or a city that gives its zone the name.
    """
    zones = zones_of(country)
    if len(zones) == 1 or (zones and keep_one_time(zones)):
        return zones[0]
    wanted = city.casefold().replace(" ", "_")
    for zone in zones:
        if zone.rpartition("/")[2].casefold() == wanted:
            return zone
    region = STATES.get(region, region)
    if (country, region) in ZONES_OF_REGIONS:
        return ZONES_OF_REGIONS[country, region]
    if (country, region) == ("US", "AZ"):
        return "America/Phoenix" if city.casefold() in ("phoenix", "tucson", "chandler") else ""
    if longitude is not None and (country, region) in SPLIT_REGIONS:
        (west, western), (east, eastern) = SPLIT_REGIONS[country, region]
        return western if longitude < west else eastern if longitude > east else ""
    return ""
