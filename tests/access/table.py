"""Who gets what: for each route the status of a GET for visitor, attendee, lapsed official and official."""

ADMIN = ("admin/", "documents/", "accounts/", "_util/", "^(")
WITHOUT_CLOSED = ""
TABLE: dict[str, tuple[str, str]] = {}
