import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "__first__"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wiki",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("seed", "Being prepared"),
                            ("invited", "By invitation"),
                            ("campaign", "Edit your city"),
                            ("open", "Open"),
                            ("archived", "Archived"),
                        ],
                        default="seed",
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("public", "Everybody"), ("members", "Members"), ("officials", "Verified officials")],
                        default="public",
                        max_length=10,
                        verbose_name="audience",
                    ),
                ),
                (
                    "archived_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("seed", "Being prepared"),
                            ("invited", "By invitation"),
                            ("campaign", "Edit your city"),
                            ("open", "Open"),
                            ("archived", "Archived"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=12, verbose_name="language")),
                ("time_zone", models.CharField(default="UTC", max_length=64, verbose_name="time zone")),
                ("lat", models.FloatField(blank=True, null=True)),
                ("lng", models.FloatField(blank=True, null=True)),
                ("zoom", models.PositiveSmallIntegerField(default=12)),
                ("licence", models.CharField(default="CC BY-SA 4.0", max_length=60, verbose_name="licence")),
                (
                    "reviewed_first_edits",
                    models.PositiveSmallIntegerField(default=1, verbose_name="first edits that are reviewed"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("teaser", models.TextField(blank=True, max_length=500, verbose_name="teaser")),
                ("boundary", models.JSONField(blank=True, null=True)),
                (
                    "collection",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wiki",
                        to="wagtailcore.collection",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("archived_from__in", ["seed", "invited", "campaign", "open"]), ("stage", "archived")
                            ),
                            models.Q(models.Q(("stage", "archived"), _negated=True), ("archived_from", "")),
                            _connector="OR",
                        ),
                        name="an_archived_wiki_knows_what_it_was",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=120)),
                (
                    "wiki",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tags", to="wiki.wiki"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("wiki", "slug"), name="one_tag_a_word")],
            },
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "before",
                    models.CharField(
                        choices=[
                            ("seed", "Being prepared"),
                            ("invited", "By invitation"),
                            ("campaign", "Edit your city"),
                            ("open", "Open"),
                            ("archived", "Archived"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("seed", "Being prepared"),
                            ("invited", "By invitation"),
                            ("campaign", "Edit your city"),
                            ("open", "Open"),
                            ("archived", "Archived"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stage_changes", to="wiki.wiki"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("create", "New page"),
                            ("edit", "Edit"),
                            ("rename", "Renamed"),
                            ("delete", "Deleted"),
                            ("restore", "Restored"),
                            ("revert", "An earlier state brought back"),
                            ("undo", "Undone"),
                            ("import", "Imported"),
                        ],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("author_label", models.CharField(blank=True, max_length=120)),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("size", models.PositiveIntegerField()),
                ("size_change", models.IntegerField()),
                ("words_change", models.IntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
                ("policy", models.PositiveSmallIntegerField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("patrolled_at", models.DateTimeField(null=True)),
                ("hidden_at", models.DateTimeField(null=True)),
                ("hidden_reason", models.CharField(blank=True, max_length=300)),
                ("hides", models.CharField(blank=True, max_length=40)),
                ("sealed", models.BooleanField(default=False)),
                ("tags", models.JSONField(default=list)),
                ("places", models.JSONField(default=list)),
                ("html", models.TextField(blank=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wiki.revision"
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="next", to="wiki.revision"
                    ),
                ),
                (
                    "patrolled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wiki.wiki"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["wiki", "-created_at", "-id"], name="wiki_recent_changes"),
                    models.Index(fields=["wiki", "author", "-created_at"], name="wiki_changes_of_a_person"),
                    models.Index(fields=["wiki", "kind", "-created_at"], name="wiki_changes_of_a_kind"),
                    models.Index(fields=["author", "created_at"], name="wiki_pace_of_a_person"),
                    models.Index(
                        condition=models.Q(("patrolled_at__isnull", True)),
                        fields=["wiki", "-created_at"],
                        name="wiki_unchecked_changes",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", 1), ("parent__isnull", True)),
                            models.Q(("number__gt", 1), ("parent__isnull", False)),
                            _connector="OR",
                        ),
                        name="only_the_first_state_has_no_parent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("contributor", "Contributor"), ("member", "Member")],
                        default="contributor",
                        max_length=12,
                    ),
                ),
                ("trusted_at", models.DateTimeField(blank=True, null=True)),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="wiki.wiki"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("wiki", "user"), name="one_membership_a_wiki")],
            },
        ),
        migrations.CreateModel(
            name="WikiPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("slug", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[("page", "Page"), ("template", "Template")], default="page", max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(choices=[("live", "Live"), ("deleted", "Deleted")], default="live", max_length=8),
                ),
                ("language", models.CharField(blank=True, max_length=12)),
                ("translation_key", models.UUIDField(default=uuid.uuid4)),
                ("external_key", models.CharField(blank=True, max_length=120)),
                ("origin_label", models.CharField(blank=True, max_length=200)),
                ("origin_url", models.CharField(blank=True, max_length=500)),
                ("inlinks", models.PositiveIntegerField(default=0)),
                ("words", models.PositiveIntegerField(default=0)),
                ("stub", models.BooleanField(default=True)),
                ("has_picture", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("edited_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("stamp", models.PositiveIntegerField(default=0)),
                ("rendered_for", models.IntegerField(default=-1)),
                ("rendered", models.TextField(blank=True)),
                (
                    "current",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="current_of",
                        to="wiki.revision",
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pages", to="wiki.wiki"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["wiki", "state", "-edited_at"], name="wiki_newest_pages")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "live")), fields=("wiki", "slug"), name="one_live_page_a_title"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "live")),
                        fields=("wiki", "translation_key", "language"),
                        name="one_live_page_a_language",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("external_key", ""), _negated=True),
                        fields=("wiki", "external_key"),
                        name="one_page_an_external_key",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="wiki",
            name="front_page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wiki.wikipage",
            ),
        ),
        migrations.AddField(
            model_name="wiki",
            name="rules_page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wiki.wikipage",
            ),
        ),
        migrations.CreateModel(
            name="Tagging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="wiki.tag"
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wiki.wiki"),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="taggings", to="wiki.wikipage"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("page", "tag"), name="one_tagging_a_page")],
            },
        ),
        migrations.AddField(
            model_name="revision",
            name="page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="wiki.wikipage"
            ),
        ),
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=120)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="redirects", to="wiki.wiki"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="redirects", to="wiki.wikipage"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("wiki", "slug"), name="one_redirect_an_address")],
            },
        ),
        migrations.CreateModel(
            name="Protection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(blank=True, max_length=100)),
                (
                    "level",
                    models.CharField(
                        choices=[("members", "Members"), ("trusted", "Trusted people"), ("stewards", "Stewards")],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="protections", to="wiki.wiki"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protections",
                        to="wiki.wikipage",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("page__isnull", False), ("slug", "")),
                            models.Q(("page__isnull", True), models.Q(("slug", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_protection_has_one_target",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True), ("page__isnull", False)),
                        fields=("page",),
                        name="one_protection_a_page",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True), ("page__isnull", True)),
                        fields=("wiki", "slug"),
                        name="one_protection_a_title",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("first_edit", "First edit")], default="first_edit", max_length=10)),
                ("title", models.CharField(max_length=120)),
                ("summary", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_note", models.CharField(blank=True, max_length=500)),
                ("tags", models.JSONField(default=list)),
                ("places", models.JSONField(default=list)),
                ("html", models.TextField(blank=True)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wiki.revision",
                    ),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="wiki.revision",
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="wiki.wiki"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="wiki.wikipage",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
                "indexes": [models.Index(fields=["wiki", "state", "made_at"], name="wiki_queue")],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("south", models.FloatField()),
                ("west", models.FloatField()),
                ("north", models.FloatField()),
                ("east", models.FloatField()),
                ("lat", models.FloatField()),
                ("lng", models.FloatField()),
                ("vertices", models.PositiveIntegerField()),
                ("geometry", models.JSONField()),
                (
                    "wiki",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wiki.wiki"),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="wiki.wikipage"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["wiki", "south", "north", "west", "east"], name="wiki_places_in_a_box")
                ],
                "constraints": [models.UniqueConstraint(fields=("page", "key"), name="one_place_a_key")],
            },
        ),
        migrations.CreateModel(
            name="PageCredit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("what", models.CharField(blank=True, max_length=80)),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="credits", to="wiki.wikipage"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("user__isnull", False), models.Q(("name", ""), _negated=True), _connector="OR"
                        ),
                        name="a_credit_names_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("page", "user"),
                        name="one_credit_a_person_and_page",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("link", "Link"), ("include", "Include")], default="link", max_length=7),
                ),
                ("slug", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=120)),
                (
                    "to_wiki",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wiki.wiki"),
                ),
                (
                    "wiki",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wiki.wiki"),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links_out", to="wiki.wikipage"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="links_in",
                        to="wiki.wikipage",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["to_wiki", "slug"], name="wiki_links_to_an_address")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "kind", "to_wiki", "slug"), name="one_row_a_link")
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=1000)),
                ("host", models.CharField(max_length=253)),
                ("trusted_at", models.DateTimeField(null=True)),
                (
                    "trusted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "added_in",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="wiki.revision"
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wiki.wiki"),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outside_links", to="wiki.wikipage"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["wiki", "host"], name="wiki_links_to_a_host")],
                "constraints": [models.UniqueConstraint(fields=("page", "url"), name="one_row_an_outside_link")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tab", models.CharField(max_length=40)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("content", models.JSONField(default=dict)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wiki.revision",
                    ),
                ),
                (
                    "wiki",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="wiki.wiki"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="wiki.wikipage",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "page"], name="wiki_drafts_of_a_page")],
                "constraints": [models.UniqueConstraint(fields=("user", "tab"), name="one_draft_an_editor")],
            },
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["page", "-number"], name="wiki_history"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("page", "number"), name="numbers_of_a_page_are_its_own"),
        ),
    ]
