"""Lists of official domains: the two real ones, and hostile ones."""

import os
import subprocess
import sys
import time

import pytest
from django.core.management import call_command

from citycamp.people.actions import import_domains, switch_domain
from citycamp.people.domain_files import read, refusal
from citycamp.people.models import EmailDomain, Organization

HEADER = b"domain,type,organization,city,state\n"


def counts():
    return (
        EmailDomain.objects.count(),
        EmailDomain.objects.filter(active=True).count(),
        Organization.objects.count(),
        Organization.objects.look_alikes().count(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("twice", [False, pytest.param(True, marks=pytest.mark.proof)])
def test_the_two_real_files_give_the_counts_twice(real_input, twice):
    dotgov = read((real_input / "domains/dotgov.csv").read_bytes())
    assert (len(dotgov.rows), len(dotgov.faults), dotgov.cleaned) == (16539, 0, 82)
    assert (len(dotgov.without_city), len(dotgov.without_state)) == (7, 5)
    began = time.process_time()
    first = import_domains(dotgov, by=None, source="dotgov.csv")
    assert time.process_time() - began < 30
    assert (first.new, first.organizations) == (16539, 14012)
    assert counts() == (16539, 16539, 14012, 8)  # four pairs
    outside = read((real_input / "domains/official-outside-dotgov.csv").read_bytes())
    assert (len(outside.faults), outside.repeated) == (3, ["si.edu"])
    second = import_domains(outside, by=None, source="outside")
    assert (second.new, second.same) == (440, 1)
    assert counts() == (16979, 16539, 14012, 8)
    if twice:  # the larger one costs as much the second time
        again = import_domains(dotgov, by=None, source="dotgov.csv")
        assert (again.new, again.changed, again.same, again.organizations) == (0, 0, 16539, 0)
    again = import_domains(outside, by=None, source="outside")
    assert (again.new, again.changed, again.same) == (0, 0, 441)
    assert counts() == (16979, 16539, 14012, 8)


@pytest.mark.proof
def test_a_killed_import_goes_on(own_database, real_input, tmp_path):
    file = real_input / "domains/dotgov.csv"
    env = {**os.environ, "DATABASE_URL": own_database, "DJANGO_SETTINGS_MODULE": "citycamp.settings"}
    env |= {"DEBUG": "1", "DATA_DIR": str(tmp_path)}
    process = subprocess.Popen([sys.executable, "manage.py", "import_domains", str(file)], env=env)
    try:
        until = time.monotonic() + 60
        while not EmailDomain.objects.exists() and time.monotonic() < until:
            time.sleep(0.02)
        process.kill()
    finally:
        process.wait()
    part = EmailDomain.objects.count()
    assert 0 < part < 16539
    assert part % 500 == 0
    call_command("import_domains", str(file))
    assert counts() == (16539, 16539, 14012, 8)


@pytest.mark.django_db
def test_what_staff_switched_off_stays_off():
    reading = read(HEADER + b"raleighnc.gov,City,City of Raleigh,Raleigh,NC\n")
    import_domains(reading, by=None, source="x")
    entry = EmailDomain.objects.get()
    switch_domain(entry, False, "sold", by=None)
    import_domains(read(HEADER + b"raleighnc.gov,County,City of Raleigh,Raleigh,NC\n"), by=None, source="x")
    entry.refresh_from_db()
    assert (entry.active, entry.reason, entry.level) == (False, "sold", "county")


@pytest.mark.django_db
def test_a_rehearsal_writes_nothing(tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_bytes(
        b"state,city,organization,type,domain\nNC,Raleigh,City of  Raleigh,City - Election,raleighnc.gov\n"
    )
    call_command("import_domains", str(file), "--rehearse")
    assert "1 new domains" in capsys.readouterr().out
    assert counts() == (0, 0, 0, 0)
    call_command("import_domains", str(file))
    entry = EmailDomain.objects.get()
    assert (entry.level, entry.source, entry.organization.name) == ("city", "Election", "City of Raleigh")


@pytest.mark.parametrize(
    "domain", ["", "com", "co.uk", "gmail.com", "a/b", "https://x.gov", "ex ample.gov", "-x.gov", "x..gov"]
)
def test_what_cannot_be_an_entry_is_refused(domain):
    assert refusal(domain)


@pytest.mark.parametrize("domain", ["gov", "mil", "raleighnc.gov", "ci.raleigh.nc.us", "si.edu", "bücher.example"])
def test_what_can_be_an_entry_is_taken(domain):
    assert refusal(domain) == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"name,address\na,b\n",
        HEADER + b'"unclosed,City,x,y,NC\n',
        HEADER + b"a" * 6_000_000,
        HEADER + b"x.gov,City\n" + b"\0\n",
        HEADER + b"x.gov,City,a,b,NC,too,many\n" * 3,
    ],
)
def test_broken_files_give_faults_and_no_exception(raw):
    reading = read(raw)
    assert reading.faults or len(reading.rows) <= 1
