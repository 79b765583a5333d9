"""The page above all communities. Can run twice."""

from django.db import migrations
from django.utils import timezone


def build(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    home = Page.objects.get(depth=2, content_type__app_label="events", content_type__model="homepage")
    if Page.objects.filter(path__startswith=home.path, depth=3, slug="communities").exists():
        return
    last = Page.objects.filter(path__startswith=home.path, depth=3).order_by("-path").first()
    number = int(last.path[-4:]) + 1 if last else 1
    now = timezone.now()
    kind, _made = ContentType.objects.get_or_create(app_label="communities", model="communitiespage")
    apps.get_model("communities", "CommunitiesPage").objects.create(
        title="Communities",
        draft_title="Communities",
        slug="communities",
        lead="Officials and civil society who keep at it between camps, and meet every month.",
        content_type=kind,
        locale=apps.get_model("wagtailcore", "Locale").objects.first(),
        path=f"{home.path}{number:04d}",
        depth=3,
        numchild=0,
        url_path=f"{home.url_path}communities/",
        live=True,
        has_unpublished_changes=False,
        first_published_at=now,
        last_published_at=now,
    )
    Page.objects.filter(pk=home.pk).update(numchild=Page.objects.filter(path__startswith=home.path, depth=3).count())


class Migration(migrations.Migration):
    dependencies = [("communities", "0001_first"), ("events", "0002_house_pages")]
    operations = [migrations.RunPython(build, migrations.RunPython.noop)]
