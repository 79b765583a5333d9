"""Themes, the network's code of conduct, and the page tree. Can run twice."""

from django.db import migrations
from django.utils import timezone

THEMES = [
    ("arts", "Arts"),
    ("civic-engagement", "Civic engagement"),
    ("civic-technology", "Civic technology"),
    ("economics", "Economics"),
    ("education", "Education"),
    ("environment", "Environment"),
    ("housing", "Housing"),
    ("human-services", "Human services"),
    ("open-government", "Open government"),
    ("safety", "Safety"),
    ("emergency-management", "Emergency management"),
    ("health", "Health"),
    ("transportation", "Transportation"),
    ("more", "More"),
]
CONDUCT = """\
Everybody who comes may speak, and everybody listens. Argue about ideas, streets and budgets, never about who \
somebody is.

Nobody is insulted, threatened, followed, touched or photographed against their wish. When somebody says stop, stop.

Officials are here as people who want to hear. Residents are here as people who know the place. Neither owes the \
other a promise.

What is said is on the record unless all in a conversation agree otherwise.

Two people are named on each camp's page. Tell them. They act the same day: \
a word, a warning, or leaving."""
PAGES = [
    ("EventsPage", "events", "Camps", "Days on local government that the people in the room make up."),
    ("CitiesPage", "cities", "Cities", "Where people have met, and what came of it."),
    ("ResourcesPage", "resources", "Resources", "Guides, templates and tools that camps have used."),
]


def build(apps, schema_editor):
    Theme = apps.get_model("events", "Theme")
    for position, (slug, name) in enumerate(THEMES):
        Theme.objects.get_or_create(slug=slug, defaults={"name": name, "position": position})
    ConductText = apps.get_model("events", "ConductText")
    if not ConductText.objects.filter(camp=None).exists():
        ConductText.objects.create(camp=None, number=1, body=CONDUCT, active_from=timezone.now())

    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    root = Page.objects.get(depth=1)
    home = Page.objects.filter(depth=2, content_type__app_label="events", content_type__model="homepage").first()
    if home is None:
        # Wagtail's own first page goes; ours takes its place. The site stays: settings hang on it.
        Site.objects.update(root_page=root)
        Page.objects.filter(depth=2).delete()
        home = page(
            apps,
            "HomePage",
            parent=root,
            path=root.path + "0001",
            slug="home",
            title="CityCamp",
            lead="A CityCamp is a day on local government that nobody has programmed. Residents and officials bring "
            "questions, fill the wall together, and leave with promises that somebody will ask about.",
        )
        Page.objects.filter(pk=root.pk).update(numchild=1)
        Site.objects.update(root_page_id=home.pk)
    for number, (model, slug, title, lead) in enumerate(PAGES, start=1):
        if not Page.objects.filter(path__startswith=home.path, depth=3, slug=slug).exists():
            page(apps, model, parent=home, path=f"{home.path}{number:04d}", slug=slug, title=title, lead=lead)
    below = Page.objects.filter(path__startswith=home.path, depth=3).count()
    Page.objects.filter(pk=home.pk).update(numchild=below)


def page(apps, model, *, parent, path, slug, title, lead):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    now = timezone.now()
    kind, _made = ContentType.objects.get_or_create(app_label="events", model=model.lower())
    return apps.get_model("events", model).objects.create(
        title=title,
        draft_title=title,
        slug=slug,
        lead=lead,
        content_type=kind,
        locale=Locale.objects.first(),
        path=path,
        depth=parent.depth + 1,
        numchild=0,
        url_path=f"{parent.url_path}{slug}/",
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0001_first"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
