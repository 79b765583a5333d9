"""Real cities, as facts: name, region, country, latitude, longitude, zone. Their camps here are invented."""

CITIES = [
    ("Raleigh", "North Carolina", "US", 35.7796, -78.6382, "America/New_York"),
    ("Oakland", "California", "US", 37.8044, -122.2712, "America/Los_Angeles"),
    ("Minneapolis", "Minnesota", "US", 44.9778, -93.2650, "America/Chicago"),
    ("Kansas City", "Missouri", "US", 39.0997, -94.5786, "America/Chicago"),
    ("Dayton", "Ohio", "US", 39.7589, -84.1916, "America/New_York"),
    ("Santa Fe", "New Mexico", "US", 35.6870, -105.9378, "America/Denver"),
    ("Tacoma", "Washington", "US", 47.2529, -122.4443, "America/Los_Angeles"),
    ("Duluth", "Minnesota", "US", 46.7867, -92.1005, "America/Chicago"),
    ("Mobile", "Alabama", "US", 30.6954, -88.0399, "America/Chicago"),
    ("Boise", "Idaho", "US", 43.6150, -116.2023, "America/Boise"),
    ("Cluj-Napoca", "Cluj", "RO", 46.7712, 23.6236, "Europe/Bucharest"),
    ("Brighton", "England", "GB", 50.8225, -0.1372, "Europe/London"),
]

# city, title, days from today (None: not settled), seats, line under the name
OTHER_CAMPS = [
    ("Tacoma", "CityCamp Tacoma", 14, 40, "First camp here. Both sides of the counter are invited."),
    ("Santa Fe", "CityCamp Santa Fe: water", 35, 120, "One day on wells, ditches and bills."),
    ("Oakland", "CityCamp Oakland", 63, 150, "Housing, the port and the budget."),
    ("Duluth", "CityCamp Duluth", None, 60, "The date is not settled; help is welcome."),
    ("Minneapolis", "CityCamp Minneapolis", -120, 90, "Snow, ploughs and who gets ploughed first."),
    ("Dayton", "CityCamp Dayton", -200, 80, "Meetings that people can follow."),
]

RALEIGH_PLACES = {
    "Harlan School": (35.7868, -78.6331),
    "Pullen Creek Park": (35.7795, -78.6601),
    "Harlan Avenue bus stop": (35.7881, -78.6302),
    "Eastway Clinic": (35.7902, -78.6129),
    "Person Street Books": (35.7921, -78.6345),
    "City Hall": (35.7783, -78.6424),
    "Eastway tool library": (35.7893, -78.6151),
    "Moore Square stop": (35.7772, -78.6358),
}
