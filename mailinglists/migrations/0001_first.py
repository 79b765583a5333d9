import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import mailinglists.models.inbound


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_network"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=300)),
                ("sha256", models.CharField(max_length=64)),
                ("flavour", models.CharField(default="auto", max_length=12)),
                ("offset", models.PositiveBigIntegerField(default=0)),
                ("read", models.PositiveIntegerField(default=0)),
                ("new", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("unparseable", models.PositiveIntegerField(default=0)),
                ("defects", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done")], default="running", max_length=8
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="RawMessage",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.PositiveIntegerField(default=0)),
                ("blob", models.BinaryField()),
                ("stored_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField()),
                ("offset", models.PositiveBigIntegerField()),
                ("length", models.PositiveBigIntegerField()),
                ("code", models.CharField(max_length=60)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="faults", to="mailinglists.importrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MailingList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(
                        max_length=30,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9-]{1,29}$")],
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("purpose", models.TextField(blank=True, max_length=1000)),
                ("language", models.CharField(default="en", max_length=12)),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                (
                    "audience",
                    models.CharField(
                        choices=[("public", "Public"), ("government", "Government only")],
                        default="public",
                        max_length=10,
                    ),
                ),
                (
                    "posting",
                    models.CharField(
                        choices=[
                            ("anyone", "Anyone"),
                            ("members", "Subscribers; others wait for a moderator"),
                            ("moderated", "A moderator reads everything first"),
                            ("announce", "Only named people"),
                        ],
                        default="anyone",
                        max_length=10,
                    ),
                ),
                (
                    "archive",
                    models.CharField(
                        choices=[("everyone", "Everyone the list is for"), ("members", "Subscribers")],
                        default="everyone",
                        max_length=10,
                    ),
                ),
                ("listed", models.BooleanField(default=True)),
                (
                    "reply_to",
                    models.CharField(
                        choices=[("list", "The list"), ("author", "The author")], default="list", max_length=10
                    ),
                ),
                ("subject_prefix", models.CharField(blank=True, max_length=30)),
                ("first_posts_held", models.PositiveSmallIntegerField(default=1)),
                ("posts_per_day", models.PositiveSmallIntegerField(default=20)),
                ("max_bytes", models.PositiveIntegerField(default=10485760)),
                (
                    "notice",
                    models.TextField(
                        blank=True,
                        default="Messages on this list, and the addresses that send them, are records that may be released under the Freedom of Information Act (5 U.S.C. 552).",
                        max_length=2000,
                    ),
                ),
                ("next_number", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Open"), ("stopped", "Paused"), ("retired", "Closed")],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300)),
                ("state_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailing_lists",
                        to="people.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "government"), _negated=True),
                            models.Q(("notice", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="government_list_has_a_notice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience", "government"), ("posting", "anyone"), _negated=True),
                        name="government_list_is_never_for_anyone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_number__gte", 1)), name="list_numbers_begin_at_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("lmtp", "Lmtp"),
                            ("pipe", "Pipe"),
                            ("webhook", "Webhook"),
                            ("web", "Web"),
                            ("own", "Own"),
                            ("import", "Import"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recipient", models.CharField(max_length=254)),
                ("envelope_from", models.CharField(blank=True, max_length=254)),
                ("id_hash", models.CharField(blank=True, max_length=32)),
                ("mbox_line", models.CharField(blank=True, max_length=300)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("defects", models.JSONField(blank=True, default=mailinglists.models.inbound.nothing)),
                ("codes", models.JSONField(blank=True, default=mailinglists.models.inbound.nothing)),
                ("fault", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stored", "Waits to be read"),
                            ("accepted", "Posted"),
                            ("held", "Waits for a moderator"),
                            ("refused", "Not posted"),
                            ("set_aside", "Set aside"),
                            ("duplicate", "Already here"),
                            ("handled", "A command, done"),
                            ("unparseable", "Could not be read"),
                        ],
                        default="stored",
                        max_length=12,
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbound_messages",
                        to="mailinglists.mailinglist",
                    ),
                ),
                (
                    "raw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbound",
                        to="mailinglists.rawmessage",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "stored")), fields=["received_at", "id"], name="inbound_waiting"
                    ),
                    models.Index(fields=["list", "state"], name="inbound_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("recipient", "raw"), name="one_inbound_per_recipient_and_bytes"),
                    models.UniqueConstraint(
                        condition=models.Q(("source__in", ["web", "own"])),
                        fields=("list", "id_hash"),
                        name="one_post_per_press",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="importrun",
            name="list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="mailinglists.mailinglist"
            ),
        ),
        migrations.CreateModel(
            name="HeldMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("findings", models.JSONField(default=mailinglists.models.inbound.nothing)),
                ("subject", models.CharField(blank=True, max_length=1000)),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("sender_address", models.CharField(blank=True, max_length=254)),
                ("held_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits"),
                            ("released", "Released"),
                            ("rejected", "Rejected"),
                            ("discarded", "Discarded"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "inbound",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held",
                        to="mailinglists.inboundmessage",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_messages",
                        to="mailinglists.mailinglist",
                    ),
                ),
            ],
            options={
                "ordering": ["held_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "waiting"), ("decided_at__isnull", False), _connector="OR"),
                        name="decided_message_has_its_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("message_id", models.CharField(max_length=600)),
                ("id_hash", models.CharField(max_length=32)),
                ("position", models.PositiveIntegerField(default=0)),
                ("depth", models.PositiveIntegerField(default=0)),
                ("thread_cut", models.BooleanField(default=False)),
                ("date", models.DateTimeField()),
                (
                    "date_source",
                    models.CharField(
                        choices=[
                            ("header", "its Date line"),
                            ("envelope", "the line the archive put before it"),
                            ("received", "the mail server that took it"),
                            ("neighbour", "the message before it"),
                            ("arrival", "its arrival here"),
                        ],
                        default="header",
                        max_length=10,
                    ),
                ),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("sender_address", models.CharField(blank=True, max_length=254)),
                ("subject", models.CharField(blank=True, max_length=1000)),
                ("body_text", models.TextField(blank=True)),
                ("body_html", models.TextField(blank=True)),
                ("body_digest", models.CharField(max_length=64)),
                ("defects", models.JSONField(blank=True, default=mailinglists.models.inbound.nothing)),
                (
                    "visibility",
                    models.CharField(choices=[("shown", "Shown"), ("hidden", "Hidden")], default="shown", max_length=6),
                ),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                ("hidden_reason", models.CharField(blank=True, max_length=300)),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "inbound",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="message",
                        to="mailinglists.inboundmessage",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="mailinglists.mailinglist",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="mailinglists.message",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["list", "-date"], name="message_by_date"),
                    models.Index(fields=["list", "sender_address"], name="message_by_sender"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "number"), name="one_message_per_number"),
                    models.UniqueConstraint(fields=("list", "id_hash"), name="one_message_per_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("visibility", "shown"), models.Q(("hidden_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="hidden_message_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("part_path", models.CharField(max_length=300)),
                ("name", models.CharField(max_length=120)),
                ("sent_name", models.CharField(blank=True, max_length=300)),
                ("declared_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("shown", "Shown"), ("blocked", "Blocked")], default="shown", max_length=8
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="mailinglists.message",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "number"), name="one_attachment_per_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("messages", models.PositiveIntegerField(default=0)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="months",
                        to="mailinglists.mailinglist",
                    ),
                ),
            ],
            options={
                "ordering": ["-month"],
                "constraints": [models.UniqueConstraint(fields=("list", "month"), name="one_count_per_list_and_month")],
            },
        ),
        migrations.CreateModel(
            name="NoticeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField(max_length=2000)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("active_from", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="mailinglists.mailinglist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("list", "number"), name="one_notice_version_per_number")
                ],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="mailinglists.noticeversion",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="raw",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="mailinglists.rawmessage"
            ),
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("id_hash", models.CharField(max_length=32)),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mailinglists.mailinglist"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="mailinglists.message",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
                "indexes": [models.Index(fields=["list", "id_hash"], name="reference_by_id")],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254)),
                ("address_key", models.CharField(max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waits for confirmation"),
                            ("active", "Subscribed"),
                            ("disabled", "Mail came back"),
                            ("ended", "Ended"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[("each", "Each message"), ("none", "No mail, I read the archive")],
                        default="each",
                        max_length=12,
                    ),
                ),
                ("away_until", models.DateTimeField(blank=True, null=True)),
                ("own_copies", models.BooleanField(default=True)),
                ("posts_held", models.BooleanField(default=False)),
                (
                    "origin",
                    models.CharField(
                        choices=[("web", "Web"), ("mail", "Mail"), ("invitation", "Invitation"), ("bulk", "Bulk")],
                        default="web",
                        max_length=10,
                    ),
                ),
                ("consent", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="mailinglists.mailinglist",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "state"], name="subscription_of_user")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=("list", "address_key"),
                        name="one_subscription_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "active"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="active_subscription_was_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waits"),
                            ("claimed", "A worker has it"),
                            ("sending", "Being handed over"),
                            ("sent", "Sent"),
                            ("retry", "Will be tried again"),
                            ("failed", "Refused by the other side"),
                            ("uncertain", "May have gone; being sent once more"),
                            ("cancelled", "No longer allowed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("worker", models.CharField(blank=True, max_length=60)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("last_reply", models.CharField(blank=True, max_length=500)),
                ("sent_after_doubt", models.BooleanField(default=False)),
                ("doubts", models.PositiveSmallIntegerField(default=0)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="mailinglists.message",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="mailinglists.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "uncertain"])),
                        fields=["id"],
                        name="delivery_waiting",
                    ),
                    models.Index(condition=models.Q(("state", "retry")), fields=["next_try_at"], name="delivery_again"),
                    models.Index(
                        condition=models.Q(("state__in", ["claimed", "sending"])),
                        fields=["lease_until"],
                        name="delivery_in_hand",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "subscription"), name="one_copy_per_subscription")
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("join", "Join"), ("leave", "Leave"), ("invite", "Invite")], max_length=10
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="mailinglists.subscription",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(blank=True, max_length=1000)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("messages_count", models.PositiveIntegerField(default=0)),
                ("people_count", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=6),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_reason", models.CharField(blank=True, max_length=300)),
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
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="mailinglists.mailinglist",
                    ),
                ),
                (
                    "root",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="root_of",
                        to="mailinglists.message",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["list", "-last_at"], name="thread_newest"),
                    models.Index(fields=["list", "first_at"], name="thread_by_start"),
                ],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="mailinglists.thread"
            ),
        ),
        migrations.CreateModel(
            name="ThreadKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("id_hash", models.CharField(max_length=32)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mailinglists.mailinglist"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="mailinglists.thread"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("list", "id_hash"), name="one_thread_per_id")],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["thread", "position"], name="message_in_thread"),
        ),
    ]
