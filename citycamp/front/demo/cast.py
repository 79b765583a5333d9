"""Who lives in the demo world. All people are invented; example domains never receive mail."""

from typing import NamedTuple

CITY_HALL = "raleigh.gov.example"
TRANSIT = "transit.gov.example"
COUNTY = "county.gov.example"


class Person(NamedTuple):
    key: str
    name: str
    address: str
    role: str  # as at registration
    organization: str = ""


CAST = [
    Person("maya", "Maya Robinson", "maya@example.org", "leader", "Eastway Neighbors"),
    Person("noor", "Noor Haddad", "noor@example.org", "resident"),
    Person("luis", "Luis Ortega", f"luis.ortega@{CITY_HALL}", "government", "City of Raleigh, Budget Office"),
    Person("hanna", "Hanna Berg", "hanna@example.org", "technologist", "Code for the Triangle"),
    Person("ruth", "Ruth Ellison", f"ruth.ellison@{CITY_HALL}", "government", "City of Raleigh, City Clerk"),
    Person("tomas", "Tomás Vega", "tomas@example.org", "resident"),
    Person("ife", "Ife Adeyemi", f"ife.adeyemi@{CITY_HALL}", "government", "City of Raleigh, 311"),
    Person("bea", "Bea Lindqvist", "bea@example.org", "entrepreneur", "Person Street Books"),
    Person("ana", "Ana Petrov", "ana@example.org", "leader", "Tenants Together"),
    Person("rosa", "Rosa Thibault", f"rosa.thibault@{CITY_HALL}", "government", "City of Raleigh, Planning"),
    Person("joon", "Joon Park", "joon@example.org", "designer"),
    Person("sol", "Sol Mercado", "sol@example.org", "journalist", "The Oak City Ledger"),
    Person("priya", "Priya Nair", "priya@example.org", "resident", "Night nurses, Eastway Clinic"),
    Person("walt", "Walt Emerson", f"walt.emerson@{COUNTY}", "government", "Wake County Emergency Management"),
    Person("dee", "Dee Washington", "dee@example.org", "leader", "School Lunch Circle"),
    Person("nell", "Nell Okafor", "nell@example.org", "resident"),
    Person("kofi", "Kofi Mensah", f"kofi.mensah@{TRANSIT}", "government", "Triangle Bus Authority"),
    Person("grace", "Grace Liu", f"grace.liu@{CITY_HALL}", "elected", "Council member, District C"),
    Person("amir", "Amir Siddiqui", "amir@example.org", "technologist"),
    Person("lena", "Lena Fischer", "lena@example.org", "designer"),
    Person("otis", "Otis Greene", "otis@example.org", "resident", "Creek Watch"),
    Person("yuki", "Yuki Tanaka", "yuki@example.org", "technologist"),
    Person("carmen", "Carmen Díaz", "carmen@example.org", "resident"),
    Person("bill", "Bill Hargrove", f"bill.hargrove@{COUNTY}", "government", "Wake County Records"),
    Person("samira", "Samira Yusuf", "samira@example.org", "leader", "Eastway Mosque Kitchen"),
    Person("pete", "Pete Novak", "pete@example.org", "entrepreneur", "Novak Hardware"),
    Person("inez", "Inez Carrillo", "inez@example.org", "resident"),
    Person("dario", "Dario Conti", "dario@example.org", "journalist", "WOAK radio"),
    Person("mei", "Mei-Ling Chou", "mei@example.org", "resident"),
    Person("jonas", "Jonas Wright", "jonas@example.org", "technologist"),
    Person("fatou", "Fatou Diallo", "fatou@example.org", "resident"),
    Person("gus", "Gus Halloran", "gus@example.org", "resident", "Bench builders"),
    Person("tess", "Tess Vandermeer", f"tess.vandermeer@{TRANSIT}", "government", "Triangle Bus Authority, Planning"),
    Person("leo", "Leo Baptiste", "leo@example.org", "resident"),
    Person("vera", "Vera Kowalski", "vera@example.org", "resident"),
    Person("abe", "Abe Rosen", "abe@example.org", "leader", "Harlan School PTA"),
]

# One tap each on /demo/. The attendee is nobody special: that is the point.
DOORS = {"organizer": "maya", "attendee": "noor", "official": "luis", "steward": "hanna", "records officer": "ruth"}

RECORDS = ["bill"]

# domain, type, organization, city, state: as in the published lists of official domains
DOMAINS = [
    (CITY_HALL, "City", "City of Raleigh", "Raleigh", "NC"),
    (TRANSIT, "Special district", "Triangle Bus Authority", "Raleigh", "NC"),
    (COUNTY, "County", "Wake County", "Raleigh", "NC"),
]
