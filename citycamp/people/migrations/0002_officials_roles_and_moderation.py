import django.db.models.deletion
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import citycamp.people.models.officials


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("people", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_id", models.BigIntegerField(blank=True, null=True)),
                ("address", models.CharField(blank=True, max_length=254)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("note", "Note"),
                            ("reminder", "Reminder"),
                            ("first", "First notice"),
                            ("second", "Second notice"),
                            ("removal", "Removal"),
                        ],
                        max_length=10,
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(max_length=300)),
                ("words", models.TextField(blank=True, max_length=4000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
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
                    "scope_type",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scope_id__isnull", True), ("scope_type__isnull", True)),
                            models.Q(("scope_id__isnull", False), ("scope_type__isnull", False)),
                            _connector="OR",
                        ),
                        name="notice_scope_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about__isnull", False), models.Q(("address", ""), _negated=True), _connector="OR"
                        ),
                        name="notice_is_about_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by__isnull", True),
                            ("about__isnull", True),
                            models.Q(("by", models.F("about")), _negated=True),
                            _connector="OR",
                        ),
                        name="notice_is_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(max_length=4000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "Upheld"), ("changed", "Changed"), ("lifted", "Lifted")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="people.notice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by__isnull", True),
                                models.Q(("decided_by", models.F("by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decided_by__isnull", True),
                                ("first_by__isnull", True),
                                models.Q(("decided_by", models.F("first_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="appeal_is_decided_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_key", models.CharField(editable=False, max_length=240)),
                ("folded", models.CharField(db_index=True, editable=False, max_length=240)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "Government"),
                            ("civil_society", "Civil society"),
                            ("business", "Business"),
                            ("education", "Education"),
                            ("media", "Media"),
                            ("other", "Other"),
                        ],
                        default="government",
                        max_length=20,
                    ),
                ),
                ("country", models.CharField(blank=True, default="US", max_length=2)),
                ("region", models.CharField(blank=True, max_length=60)),
                ("locality", models.CharField(blank=True, max_length=120)),
                ("website", models.URLField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("listed", "Listed"), ("retired", "Retired")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "retired"), _negated=True),
                        fields=("name_key", "country", "region"),
                        name="one_organization_per_name_and_region",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmailDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(max_length=253, unique=True)),
                ("subdomains", models.BooleanField(default=True)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("federal", "Federal"),
                            ("state", "State"),
                            ("county", "County"),
                            ("city", "City"),
                            ("tribal", "Tribal"),
                            ("special_district", "Special district"),
                            ("school_district", "School district"),
                            ("interstate", "Interstate"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=120)),
                ("active", models.BooleanField(default=False)),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="domains",
                        to="people.organization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_id", models.BigIntegerField(blank=True, null=True)),
                ("target_id", models.BigIntegerField()),
                ("contact", models.EmailField(blank=True, max_length=254)),
                ("rule", models.CharField(blank=True, max_length=120)),
                ("words", models.TextField(max_length=2000)),
                ("as_it_was", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("taken", "Taken"), ("closed", "Closed")],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=300)),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scope_type",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "target_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contenttypes.contenttype"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scope_id__isnull", True), ("scope_type__isnull", True)),
                            models.Q(("scope_id__isnull", False), ("scope_type__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_scope_is_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("by__isnull", False), models.Q(("state", "closed"), _negated=True)),
                        fields=("by", "target_type", "target_id"),
                        name="one_open_report_per_person_and_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_by__isnull", True),
                                ("by__isnull", True),
                                models.Q(("closed_by", models.F("by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("closed_by__isnull", True),
                                ("about__isnull", True),
                                models.Q(("closed_by", models.F("about")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="report_is_closed_by_a_third",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="reports",
            field=models.ManyToManyField(blank=True, related_name="notices", to="people.report"),
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("organizer", "Organizer"),
                            ("facilitator", "Facilitator"),
                            ("desk", "Desk"),
                            ("editor", "Editor"),
                            ("steward", "Steward"),
                            ("owner", "Owner"),
                            ("records_officer", "Records officer"),
                            ("moderator", "Moderator"),
                            ("poster", "Poster"),
                            ("verifier", "Verifier"),
                            ("staff", "Staff"),
                        ],
                        max_length=20,
                    ),
                ),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scope_type",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roles", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["scope_type", "scope_id", "role"], name="role_by_scope")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scope_id__isnull", True), ("scope_type__isnull", True)),
                            models.Q(("scope_id__isnull", False), ("scope_type__isnull", False)),
                            _connector="OR",
                        ),
                        name="role_scope_is_whole",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "role", "scope_type", "scope_id"), name="one_role_per_scope"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("scope_type__isnull", True)),
                        fields=("user", "role"),
                        name="one_role_in_the_network",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by__isnull", True),
                            models.Q(("granted_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_grants_to_themselves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleInvite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_id", models.BigIntegerField(blank=True, null=True)),
                ("address", models.CharField(max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("organizer", "Organizer"),
                            ("facilitator", "Facilitator"),
                            ("desk", "Desk"),
                            ("editor", "Editor"),
                            ("steward", "Steward"),
                            ("owner", "Owner"),
                            ("records_officer", "Records officer"),
                            ("moderator", "Moderator"),
                            ("poster", "Poster"),
                            ("verifier", "Verifier"),
                            ("staff", "Staff"),
                        ],
                        max_length=20,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
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
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "scope_type",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scope_id__isnull", True), ("scope_type__isnull", True)),
                            models.Q(("scope_id__isnull", False), ("scope_type__isnull", False)),
                            _connector="OR",
                        ),
                        name="invite_scope_is_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("address", "role", "scope_type", "scope_id"),
                        name="one_waiting_invite_per_scope",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("scope_type__isnull", True), ("state", "waiting")),
                        fields=("address", "role"),
                        name="one_waiting_invite_in_the_network",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sanction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "address",
                    models.CharField(blank=True, help_text="An address, or @domain for all of one.", max_length=254),
                ),
                ("whole_domain", models.BooleanField(default=False, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("upload", "No files"), ("write", "No writing"), ("out", "Not here")], max_length=6
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(max_length=300)),
                ("starts", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_why", models.CharField(blank=True, max_length=300)),
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
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to="people.notice",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scope_type",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address"], name="sanction_by_address"),
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True), ("whole_domain", True)),
                        fields=["scope_type", "scope_id"],
                        name="sanction_of_a_domain",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scope_id__isnull", True), ("scope_type__isnull", True)),
                            models.Q(("scope_id__isnull", False), ("scope_type__isnull", False)),
                            _connector="OR",
                        ),
                        name="sanction_scope_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), ("person__isnull", False)),
                            models.Q(("person__isnull", True), models.Q(("address", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="sanction_is_about_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="sanction_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by__isnull", True),
                            ("person__isnull", True),
                            models.Q(("by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="sanction_is_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address__startswith", "@"), ("whole_domain", True)),
                            models.Q(("whole_domain", False), models.Q(("address__startswith", "@"), _negated=True)),
                            _connector="OR",
                        ),
                        name="whole_domain_says_so",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("calendar", "Calendar"), ("feed", "Feed"), ("api", "API")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("last_four", models.CharField(max_length=4)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "scope_type",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scope_id__isnull", True), ("scope_type__isnull", True)),
                            models.Q(("scope_id__isnull", False), ("scope_type__isnull", False)),
                            _connector="OR",
                        ),
                        name="token_scope_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254)),
                ("by", models.CharField(choices=[("domain", "by domain"), ("hand", "by hand")], max_length=6)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("seen", models.TextField(blank=True, max_length=2000)),
                ("starts", models.DateTimeField(blank=True, null=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("verified", "Verified"),
                            ("refused", "Refused"),
                            ("suspended", "Suspended"),
                            ("revoked", "Revoked"),
                            ("ended", "Ended"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="people.emaildomain",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="people.organization",
                    ),
                ),
                (
                    "proposed_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("pending", "verified", "suspended"))),
                        fields=("user", "address"),
                        name="one_open_verification_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by", "domain"), ("domain__isnull", False)),
                            models.Q(("by", "hand"), ("domain__isnull", True)),
                            _connector="OR",
                        ),
                        name="verification_by_domain_has_a_domain",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by", "domain"),
                            models.Q(
                                models.Q(("reason", ""), _negated=True),
                                models.Q(("state", "pending"), ("proposed_by__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="verification_by_hand_has_a_reason_and_a_proposer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by", "domain"),
                            ("state__in", ("pending", "ended")),
                            ("decided_by__isnull", False),
                            _connector="OR",
                        ),
                        name="verification_by_hand_has_a_decider",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("proposed_by__isnull", True),
                                models.Q(("proposed_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decided_by__isnull", True),
                                models.Q(("decided_by", models.F("user")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decided_by__isnull", True),
                                ("proposed_by__isnull", True),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="verification_takes_three_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "verified"), _negated=True),
                            models.Q(("starts__isnull", False), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="verified_has_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            django.db.models.lookups.LessThanOrEqual(
                                citycamp.people.models.officials.DaysBetween(models.F("until"), models.F("starts")), 366
                            ),
                            _connector="OR",
                        ),
                        name="verification_lasts_a_year_at_most",
                    ),
                ],
            },
        ),
    ]
