import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import sessions.models.cards


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("events", "0002_house_pages"),
        ("people", "__first__"),
        ("wiki", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("grid", "Grid"), ("timetable", "Timetable")], default="grid", max_length=10
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("propose", "Propose"),
                            ("pitch", "Pitch"),
                            ("place", "Place"),
                            ("run", "Run"),
                            ("close", "Close"),
                        ],
                        default="propose",
                        max_length=8,
                    ),
                ),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("open", "Hosts place their own sessions"),
                            ("frozen", "Only facilitators place, with a reason"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "pitch_seconds",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(180),
                        ],
                    ),
                ),
                ("door_proposals", models.BooleanField(default=True)),
                ("session_limit", models.PositiveSmallIntegerField(default=10)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "camp",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="board", to="events.camp"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pitch_seconds__gte", 10), ("pitch_seconds__lte", 180)),
                        name="a_pitch_lasts_10_to_180_seconds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session_limit__gte", 1)), name="a_person_may_propose_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("short", models.CharField(blank=True, max_length=12, verbose_name="short name")),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                        verbose_name="seats",
                    ),
                ),
                ("features", models.JSONField(blank=True, default=list, verbose_name="what it has")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("directions", models.CharField(blank=True, max_length=200, verbose_name="way there")),
                ("online_url", models.URLField(blank=True, max_length=300, verbose_name="online room")),
                ("closed", models.BooleanField(default=False)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rooms", to="sessionboard.board"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1), ("capacity__lte", 10000)), name="a_room_seats_somebody"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(default=sessions.models.cards.new_code, editable=False, max_length=6, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("session", "Session"), ("wish", "Wish"), ("fixed", "Fixed item")],
                        default="session",
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Waits for a facilitator"),
                            ("open", "Open"),
                            ("withdrawn", "Withdrawn"),
                            ("cancelled", "Cancelled"),
                            ("refused", "Refused"),
                            ("hidden", "Hidden"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        max_length=200, validators=[django.core.validators.MinLengthValidator(1)], verbose_name="title"
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=5000, verbose_name="what it is about")),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("discussion", "Discussion"),
                            ("talk", "Talk"),
                            ("workshop", "Workshop"),
                            ("demo", "Demo"),
                            ("walk", "Walk"),
                            ("game", "Game"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                        verbose_name="format",
                    ),
                ),
                ("needs", models.JSONField(blank=True, default=list, verbose_name="what it needs")),
                ("language", models.CharField(blank=True, max_length=12, verbose_name="language")),
                ("on_record", models.BooleanField(default=True, verbose_name="on the record")),
                ("pinned", models.BooleanField(default=False)),
                ("last_start", models.DateTimeField(blank=True, null=True)),
                ("last_end", models.DateTimeField(blank=True, null=True)),
                ("card_round", models.PositiveSmallIntegerField(default=1)),
                ("words_version", models.PositiveIntegerField(default=1)),
                ("place_version", models.PositiveIntegerField(default=0)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("wished_by", models.CharField(blank=True, max_length=80)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="sessionboard.board"
                    ),
                ),
                (
                    "last_room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sessionboard.room",
                    ),
                ),
                (
                    "notes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wiki.wikipage",
                    ),
                ),
                (
                    "proposer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="sessionboard.room",
                    ),
                ),
                ("themes", models.ManyToManyField(blank=True, related_name="+", to="events.theme")),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["board", "state"], name="sessionboar_board_i_f0b239_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="a_title_is_enough_and_needed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("arrived", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("now", "Now"), ("done", "Done"), ("skipped", "Skipped")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("seconds", models.PositiveSmallIntegerField(default=30)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pitches", to="sessionboard.board"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pitches", to="sessionboard.session"
                    ),
                ),
            ],
            options={
                "ordering": ["arrived", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "now")), fields=("board",), name="one_pitch_now"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "now"])),
                        fields=("session",),
                        name="once_in_the_line",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.commitment"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="sessionboard.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "commitment"), name="one_outcome_of_a_promise")
                ],
            },
        ),
        migrations.CreateModel(
            name="Host",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[("invited", "Invited"), ("accepted", "Accepted")], default="accepted", max_length=10
                    ),
                ),
                (
                    "show_name",
                    models.CharField(
                        choices=[
                            ("public", "Everybody sees my name"),
                            ("attendees", "Only people at this camp see my name"),
                        ],
                        default="public",
                        max_length=10,
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hosts", to="sessionboard.board"
                    ),
                ),
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hosts", to="sessionboard.session"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("session", "user"), name="a_host_once_each")],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(blank=True, max_length=80)),
                ("key", models.UUIDField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("made", "Made"),
                            ("proposed", "Proposed"),
                            ("held", "Held"),
                            ("published", "Published"),
                            ("refused", "Refused"),
                            ("edited", "Edited"),
                            ("hosts", "Hosts"),
                            ("placed", "Placed"),
                            ("pinned", "Pinned"),
                            ("withdrawn", "Withdrawn"),
                            ("cancelled", "Cancelled"),
                            ("hidden", "Hidden"),
                            ("unhidden", "Unhidden"),
                            ("phase", "Phase"),
                            ("settings", "Settings"),
                            ("pitch", "Pitch"),
                            ("away", "Away"),
                            ("links", "Links"),
                            ("notes", "Notes"),
                            ("outcome", "Outcome"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("batch", models.UUIDField(blank=True, null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="sessionboard.board"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="sessionboard.change",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="sessionboard.session",
                    ),
                ),
            ],
            options={
                "ordering": ["board", "version"],
                "indexes": [models.Index(fields=["session", "version"], name="sessionboar_session_295a8f_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("board", "version"), name="one_change_of_a_version"),
                    models.UniqueConstraint(fields=("by", "key"), name="a_key_counts_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("by__isnull", True)),
                        fields=("board", "key"),
                        name="a_key_counts_once_at_the_door",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("slides", "Slides"), ("recording", "Recording"), ("other", "Something else")],
                        default="other",
                        max_length=10,
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=80)),
                ("address", models.URLField(max_length=500)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="sessionboard.session"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "position"), name="one_link_of_a_position"),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 5)), name="at_most_five_links"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("sessions", "Sessions"), ("everybody", "For everybody")],
                        default="sessions",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120)),
                ("place", models.CharField(blank=True, max_length=120)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="sessionboard.board"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "ends_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("board", "starts_at", "ends_at"), name="one_slot_of_a_time"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ends_at__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("starts_at"), "+", models.Value(datetime.timedelta(seconds=300))
                                ),
                            ),
                            (
                                "ends_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("starts_at"), "+", models.Value(datetime.timedelta(seconds=43200))
                                ),
                            ),
                        ),
                        name="a_slot_lasts_5_minutes_to_12_hours",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="slot",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="sessionboard.slot",
            ),
        ),
        migrations.CreateModel(
            name="Away",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="sessionboard.board"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="sessionboard.slot"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "slot"), name="away_once_each")],
            },
        ),
        migrations.CreateModel(
            name="Star",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stars", to="sessionboard.board"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stars", to="sessionboard.session"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["board", "user"], name="sessionboar_board_i_eb0d39_idx")],
                "constraints": [models.UniqueConstraint(fields=("session", "user"), name="one_star_each")],
            },
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                models.F("board"), django.db.models.functions.text.Lower("name"), name="one_room_of_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(fields=("slot", "room"), name="one_session_in_a_cell"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("room__isnull", True), ("slot__isnull", True)),
                    models.Q(("room__isnull", False), ("slot__isnull", False)),
                    _connector="OR",
                ),
                name="a_cell_is_a_slot_and_a_room",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("slot__isnull", True), ("state", "open"), _connector="OR"),
                name="only_open_sessions_are_placed",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "wish"), _negated=True), ("slot__isnull", True), _connector="OR"),
                name="a_wish_is_not_placed",
            ),
        ),
    ]
