"""What search engines read of a camp: schema.org's Event as JSON-LD. What is not known is left out. events.md 13."""

from typing import Any

from events.models import Camp, Venue
from events.zones import local


def camp(found: Camp, url: str) -> dict[str, Any]:
    """The Event of a camp, or nothing while its date is not settled."""
    days = found.settled_days
    if not days:
        return {}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": found.name,
        "url": url,
        "startDate": moment(days[0], "starts", found.zone),
        "endDate": moment(days[-1], "ends", found.zone),
        "eventStatus": "https://schema.org/EventScheduled",
    }
    if found.state == Camp.CANCELLED:
        data["eventStatus"] = "https://schema.org/EventCancelled"
    elif found.first_start is not None and found.first_start != days[0].starts:
        data["eventStatus"] = "https://schema.org/EventRescheduled"
        data["previousStartDate"] = local(found.first_start, found.zone).isoformat()
    if found.tagline:
        data["description"] = found.tagline
    if found.venue:
        data |= where(found.venue)
    if found.organized_by:
        data["organizer"] = {"@type": "Organization", "name": found.organized_by}
    if found.languages:
        data["inLanguage"] = found.languages
    if found.is_free == "yes":
        data["isAccessibleForFree"] = True
        data["offers"] = {"@type": "Offer", "price": 0, "url": url}
    return data


def moment(day, which: str, zone: str) -> str:
    """With the offset of that day where there are hours, else the date alone."""
    return local(getattr(day, which), zone).isoformat() if day.has_hours else day.date.isoformat()


def where(venue: Venue) -> dict[str, Any]:
    places: list[dict[str, Any]] = []
    if venue.street or venue.locality:
        address = {
            "streetAddress": venue.street,
            "addressLocality": venue.locality,
            "addressRegion": venue.region,
            "postalCode": venue.postcode,
            "addressCountry": venue.country,
        }
        place: dict[str, Any] = {
            "@type": "Place",
            "name": venue.name,
            "address": {"@type": "PostalAddress", **{key: value for key, value in address.items() if value}},
        }
        if venue.latitude is not None and venue.longitude is not None:
            place["geo"] = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
        places.append(place)
    if venue.online_url:
        places.append({"@type": "VirtualLocation", "url": venue.online_url})
    if not places:
        return {}
    mode = "Mixed" if len(places) == 2 else "Online" if venue.online_url else "Offline"
    return {
        "location": places if len(places) == 2 else places[0],
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
    }
