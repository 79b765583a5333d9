import uuid

import django.db.models.deletion
import django.utils.timezone
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import events.models.camps
import events.models.places


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("mailinglists", "0001_first"),
        ("people", "__first__"),
        ("wagtailcore", "0098_apitoken"),
        ("wiki", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="CitiesPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("text", 3),
                            ("image", 4),
                            ("quote", 7),
                            ("button", 11),
                            ("questions", 15),
                            ("people", 20),
                            ("downloads", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("2", "Heading"), ("3", "Smaller heading")], "label": "level"},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "text", "max_length": 120}),
                            2: ("wagtail.blocks.StructBlock", [[("level", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "template": "events/blocks/text.html",
                                },
                            ),
                            4: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "events/blocks/image.html"},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "words", "max_length": 600}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "who said it", "max_length": 120, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("words", 5), ("who", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "words", "max_length": 60}),
                            9: ("wagtail.blocks.PageChooserBlock", (), {"label": "a page here", "required": False}),
                            10: ("wagtail.blocks.URLBlock", (), {"label": "or an address", "required": False}),
                            11: ("wagtail.blocks.StructBlock", [[("words", 8), ("page", 9), ("address", 10)]], {}),
                            12: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 160}),
                            13: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "label": "answer",
                                    "max_length": 3000,
                                },
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("question", 12), ("answer", 13)]], {}),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "template": "events/blocks/questions.html",
                                },
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 80}),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what they do here", "max_length": 120, "required": False},
                            ),
                            18: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "words", "max_length": 400, "required": False},
                            ),
                            19: ("wagtail.blocks.StructBlock", [[("name", 16), ("role", 17), ("words", 18)]], {}),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"icon": "group", "label": "People", "template": "events/blocks/people.html"},
                            ),
                            21: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            22: (
                                "wagtail.blocks.ListBlock",
                                (21,),
                                {"icon": "download", "label": "Downloads", "template": "events/blocks/downloads.html"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="EventsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("text", 3),
                            ("image", 4),
                            ("quote", 7),
                            ("button", 11),
                            ("questions", 15),
                            ("people", 20),
                            ("downloads", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("2", "Heading"), ("3", "Smaller heading")], "label": "level"},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "text", "max_length": 120}),
                            2: ("wagtail.blocks.StructBlock", [[("level", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "template": "events/blocks/text.html",
                                },
                            ),
                            4: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "events/blocks/image.html"},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "words", "max_length": 600}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "who said it", "max_length": 120, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("words", 5), ("who", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "words", "max_length": 60}),
                            9: ("wagtail.blocks.PageChooserBlock", (), {"label": "a page here", "required": False}),
                            10: ("wagtail.blocks.URLBlock", (), {"label": "or an address", "required": False}),
                            11: ("wagtail.blocks.StructBlock", [[("words", 8), ("page", 9), ("address", 10)]], {}),
                            12: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 160}),
                            13: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "label": "answer",
                                    "max_length": 3000,
                                },
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("question", 12), ("answer", 13)]], {}),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "template": "events/blocks/questions.html",
                                },
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 80}),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what they do here", "max_length": 120, "required": False},
                            ),
                            18: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "words", "max_length": 400, "required": False},
                            ),
                            19: ("wagtail.blocks.StructBlock", [[("name", 16), ("role", 17), ("words", 18)]], {}),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"icon": "group", "label": "People", "template": "events/blocks/people.html"},
                            ),
                            21: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            22: (
                                "wagtail.blocks.ListBlock",
                                (21,),
                                {"icon": "download", "label": "Downloads", "template": "events/blocks/downloads.html"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("text", 3),
                            ("image", 4),
                            ("quote", 7),
                            ("button", 11),
                            ("questions", 15),
                            ("people", 20),
                            ("downloads", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("2", "Heading"), ("3", "Smaller heading")], "label": "level"},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "text", "max_length": 120}),
                            2: ("wagtail.blocks.StructBlock", [[("level", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "template": "events/blocks/text.html",
                                },
                            ),
                            4: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "events/blocks/image.html"},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "words", "max_length": 600}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "who said it", "max_length": 120, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("words", 5), ("who", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "words", "max_length": 60}),
                            9: ("wagtail.blocks.PageChooserBlock", (), {"label": "a page here", "required": False}),
                            10: ("wagtail.blocks.URLBlock", (), {"label": "or an address", "required": False}),
                            11: ("wagtail.blocks.StructBlock", [[("words", 8), ("page", 9), ("address", 10)]], {}),
                            12: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 160}),
                            13: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "label": "answer",
                                    "max_length": 3000,
                                },
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("question", 12), ("answer", 13)]], {}),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "template": "events/blocks/questions.html",
                                },
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 80}),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what they do here", "max_length": 120, "required": False},
                            ),
                            18: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "words", "max_length": 400, "required": False},
                            ),
                            19: ("wagtail.blocks.StructBlock", [[("name", 16), ("role", 17), ("words", 18)]], {}),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"icon": "group", "label": "People", "template": "events/blocks/people.html"},
                            ),
                            21: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            22: (
                                "wagtail.blocks.ListBlock",
                                (21,),
                                {"icon": "download", "label": "Downloads", "template": "events/blocks/downloads.html"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ResourcesPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("text", 3),
                            ("image", 4),
                            ("quote", 7),
                            ("button", 11),
                            ("questions", 15),
                            ("people", 20),
                            ("downloads", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("2", "Heading"), ("3", "Smaller heading")], "label": "level"},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "text", "max_length": 120}),
                            2: ("wagtail.blocks.StructBlock", [[("level", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "template": "events/blocks/text.html",
                                },
                            ),
                            4: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "events/blocks/image.html"},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "words", "max_length": 600}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "who said it", "max_length": 120, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("words", 5), ("who", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "words", "max_length": 60}),
                            9: ("wagtail.blocks.PageChooserBlock", (), {"label": "a page here", "required": False}),
                            10: ("wagtail.blocks.URLBlock", (), {"label": "or an address", "required": False}),
                            11: ("wagtail.blocks.StructBlock", [[("words", 8), ("page", 9), ("address", 10)]], {}),
                            12: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 160}),
                            13: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "label": "answer",
                                    "max_length": 3000,
                                },
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("question", 12), ("answer", 13)]], {}),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "template": "events/blocks/questions.html",
                                },
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 80}),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what they do here", "max_length": 120, "required": False},
                            ),
                            18: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "words", "max_length": 400, "required": False},
                            ),
                            19: ("wagtail.blocks.StructBlock", [[("name", 16), ("role", 17), ("words", 18)]], {}),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"icon": "group", "label": "People", "template": "events/blocks/people.html"},
                            ),
                            21: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            22: (
                                "wagtail.blocks.ListBlock",
                                (21,),
                                {"icon": "download", "label": "Downloads", "template": "events/blocks/downloads.html"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="StandardPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("text", 3),
                            ("image", 4),
                            ("quote", 7),
                            ("button", 11),
                            ("questions", 15),
                            ("people", 20),
                            ("downloads", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("2", "Heading"), ("3", "Smaller heading")], "label": "level"},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "text", "max_length": 120}),
                            2: ("wagtail.blocks.StructBlock", [[("level", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "template": "events/blocks/text.html",
                                },
                            ),
                            4: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "events/blocks/image.html"},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "words", "max_length": 600}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "who said it", "max_length": 120, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("words", 5), ("who", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "words", "max_length": 60}),
                            9: ("wagtail.blocks.PageChooserBlock", (), {"label": "a page here", "required": False}),
                            10: ("wagtail.blocks.URLBlock", (), {"label": "or an address", "required": False}),
                            11: ("wagtail.blocks.StructBlock", [[("words", 8), ("page", 9), ("address", 10)]], {}),
                            12: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 160}),
                            13: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "label": "answer",
                                    "max_length": 3000,
                                },
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("question", 12), ("answer", 13)]], {}),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "template": "events/blocks/questions.html",
                                },
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 80}),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what they do here", "max_length": 120, "required": False},
                            ),
                            18: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "words", "max_length": 400, "required": False},
                            ),
                            19: ("wagtail.blocks.StructBlock", [[("name", 16), ("role", 17), ("words", 18)]], {}),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"icon": "group", "label": "People", "template": "events/blocks/people.html"},
                            ),
                            21: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            22: (
                                "wagtail.blocks.ListBlock",
                                (21,),
                                {"icon": "download", "label": "Downloads", "template": "events/blocks/downloads.html"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("slug", models.SlugField(max_length=30, unique=True, verbose_name="address")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("street", models.CharField(blank=True, max_length=160, verbose_name="street and number")),
                ("locality", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("region", models.CharField(blank=True, max_length=60, verbose_name="state or region")),
                ("postcode", models.CharField(blank=True, max_length=20, verbose_name="postcode")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "online_url",
                    models.URLField(blank=True, max_length=500, verbose_name="address for taking part online"),
                ),
                ("access", models.JSONField(blank=True, default=dict)),
                ("way_in", models.TextField(blank=True, max_length=600, verbose_name="way in")),
                ("contact", models.CharField(blank=True, max_length=160, verbose_name="contact on the day")),
            ],
        ),
        migrations.CreateModel(
            name="Camp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(unique=True, validators=[events.models.camps.check_slug], verbose_name="address"),
                ),
                ("tagline", models.CharField(blank=True, max_length=140, verbose_name="tagline")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("cancelled", "Cancelled")],
                        default="published",
                        max_length=10,
                    ),
                ),
                ("listed", models.BooleanField(default=False, verbose_name="listed")),
                (
                    "zone",
                    models.CharField(
                        max_length=64, validators=[events.models.places.check_zone], verbose_name="time zone"
                    ),
                ),
                ("month", models.DateField(blank=True, help_text="Its first day", null=True, verbose_name="month")),
                ("price_text", models.CharField(blank=True, max_length=120, verbose_name="price in words")),
                (
                    "is_free",
                    models.CharField(
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
                        default="unknown",
                        max_length=7,
                        verbose_name="free of charge",
                    ),
                ),
                ("tickets_address", models.URLField(blank=True, max_length=500, verbose_name="tickets are sold at")),
                (
                    "registration_opens_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="registration opens"),
                ),
                (
                    "registration_closes_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="registration closes"),
                ),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                ("conduct_contacts", models.JSONField(blank=True, default=list, verbose_name="conduct contacts")),
                ("organized_by", models.CharField(blank=True, max_length=160, verbose_name="organized by")),
                ("cancelled_because", models.CharField(blank=True, max_length=300, verbose_name="why it is cancelled")),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("first_start", models.DateTimeField(blank=True, editable=False, null=True)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "announcements",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mailinglists.mailinglist",
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wiki.wikipage",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="next_camps",
                        to="events.camp",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "camp",
                "verbose_name_plural": "camps",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "published", "cancelled"])),
                        name="camp_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("registration_closes_at__isnull", True),
                            ("registration_opens_at__isnull", True),
                            ("registration_closes_at__gt", models.F("registration_opens_at")),
                            _connector="OR",
                        ),
                        name="registration_opens_before_it_closes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("text", 3),
                            ("image", 4),
                            ("quote", 7),
                            ("button", 11),
                            ("questions", 15),
                            ("people", 20),
                            ("downloads", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("2", "Heading"), ("3", "Smaller heading")], "label": "level"},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "text", "max_length": 120}),
                            2: ("wagtail.blocks.StructBlock", [[("level", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "template": "events/blocks/text.html",
                                },
                            ),
                            4: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "events/blocks/image.html"},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "words", "max_length": 600}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "who said it", "max_length": 120, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("words", 5), ("who", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "words", "max_length": 60}),
                            9: ("wagtail.blocks.PageChooserBlock", (), {"label": "a page here", "required": False}),
                            10: ("wagtail.blocks.URLBlock", (), {"label": "or an address", "required": False}),
                            11: ("wagtail.blocks.StructBlock", [[("words", 8), ("page", 9), ("address", 10)]], {}),
                            12: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 160}),
                            13: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "label": "answer",
                                    "max_length": 3000,
                                },
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("question", 12), ("answer", 13)]], {}),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "template": "events/blocks/questions.html",
                                },
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 80}),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what they do here", "max_length": 120, "required": False},
                            ),
                            18: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "words", "max_length": 400, "required": False},
                            ),
                            19: ("wagtail.blocks.StructBlock", [[("name", 16), ("role", 17), ("words", 18)]], {}),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"icon": "group", "label": "People", "template": "events/blocks/people.html"},
                            ),
                            21: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            22: (
                                "wagtail.blocks.ListBlock",
                                (21,),
                                {"icon": "download", "label": "Downloads", "template": "events/blocks/downloads.html"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
                (
                    "camp",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page",
                        to="events.camp",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="City",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                ("region", models.CharField(blank=True, max_length=60, verbose_name="state or region")),
                ("country", models.CharField(help_text="Two letters, ISO 3166", max_length=2, verbose_name="country")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "zone",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[events.models.places.check_zone],
                        verbose_name="time zone",
                    ),
                ),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                ("folded", models.CharField(editable=False, max_length=160)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "wiki",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="city",
                        to="wiki.wiki",
                    ),
                ),
            ],
            options={
                "verbose_name": "city",
                "verbose_name_plural": "cities",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("folded", "region", "country"), name="one_city_of_a_name_in_a_region"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude__isnull", True),
                            models.Q(("latitude__gte", -90), ("latitude__lte", 90)),
                            _connector="OR",
                        ),
                        name="city_latitude_is_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("longitude__isnull", True),
                            models.Q(("longitude__gte", -180), ("longitude__lte", 180)),
                            _connector="OR",
                        ),
                        name="city_longitude_is_on_earth",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="camp",
            name="city",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="camps", to="events.city", verbose_name="city"
            ),
        ),
        migrations.CreateModel(
            name="CityPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("text", 3),
                            ("image", 4),
                            ("quote", 7),
                            ("button", 11),
                            ("questions", 15),
                            ("people", 20),
                            ("downloads", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("2", "Heading"), ("3", "Smaller heading")], "label": "level"},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "text", "max_length": 120}),
                            2: ("wagtail.blocks.StructBlock", [[("level", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "template": "events/blocks/text.html",
                                },
                            ),
                            4: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "events/blocks/image.html"},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "words", "max_length": 600}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "who said it", "max_length": 120, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("words", 5), ("who", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "words", "max_length": 60}),
                            9: ("wagtail.blocks.PageChooserBlock", (), {"label": "a page here", "required": False}),
                            10: ("wagtail.blocks.URLBlock", (), {"label": "or an address", "required": False}),
                            11: ("wagtail.blocks.StructBlock", [[("words", 8), ("page", 9), ("address", 10)]], {}),
                            12: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 160}),
                            13: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "label": "answer",
                                    "max_length": 3000,
                                },
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("question", 12), ("answer", 13)]], {}),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "template": "events/blocks/questions.html",
                                },
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 80}),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what they do here", "max_length": 120, "required": False},
                            ),
                            18: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "words", "max_length": 400, "required": False},
                            ),
                            19: ("wagtail.blocks.StructBlock", [[("name", 16), ("role", 17), ("words", 18)]], {}),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"icon": "group", "label": "People", "template": "events/blocks/people.html"},
                            ),
                            21: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            22: (
                                "wagtail.blocks.ListBlock",
                                (21,),
                                {"icon": "download", "label": "Downloads", "template": "events/blocks/downloads.html"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
                (
                    "city",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page",
                        to="events.city",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("what", models.CharField(max_length=300, verbose_name="what")),
                ("who_name", models.CharField(blank=True, max_length=80, verbose_name="who")),
                ("asked_address", models.EmailField(blank=True, max_length=254)),
                ("accepted", models.BooleanField(blank=True, help_text="Empty: asked, not answered yet", null=True)),
                ("organization", models.CharField(blank=True, max_length=120, verbose_name="organization")),
                ("by_when", models.CharField(blank=True, max_length=60, verbose_name="by when")),
                ("due_from", models.DateField(blank=True, null=True)),
                ("due_to", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("promised", "Promised"),
                            ("doing", "Doing"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="promised",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("news_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="commitments", to="events.camp"
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["promised", "doing", "done", "dropped"])),
                        name="commitment_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted", True),
                            ("accepted__isnull", True),
                            models.Q(("who__isnull", True), ("who_name", "")),
                            _connector="OR",
                        ),
                        name="who_declined_is_not_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitmentNews",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("promised", "Promised"),
                            ("doing", "Doing"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="what happened")),
                ("evidence_url", models.URLField(blank=True, max_length=500, verbose_name="where one can see it")),
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
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="news", to="events.commitment"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ConductText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.TextField(max_length=20000, verbose_name="text")),
                ("active_from", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "camp",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conduct_texts",
                        to="events.camp",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("camp", "number"), name="one_conduct_text_of_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("camp__isnull", True)),
                        fields=("number",),
                        name="one_network_conduct_text_of_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConductAcceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acceptances", to="events.conducttext"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "text"), name="a_text_is_accepted_once")],
            },
        ),
        migrations.CreateModel(
            name="OldSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                (
                    "camp",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="events.camp",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_slugs",
                        to="events.city",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("camp__isnull", True), ("city__isnull", False)),
                            models.Q(("camp__isnull", False), ("city__isnull", True)),
                            _connector="OR",
                        ),
                        name="an_old_slug_leads_to_one_place",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160, verbose_name="what")),
                ("offset_days", models.SmallIntegerField(blank=True, null=True, verbose_name="days before")),
                ("own_date", models.DateField(blank=True, null=True, verbose_name="own date")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True, max_length=500, verbose_name="note")),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan", to="events.camp"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-offset_days", "id"],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("confirmed", "Confirmed"),
                            ("waiting", "Waiting"),
                            ("offered", "Seat offered"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resident", "Resident"),
                            ("elected", "Elected official"),
                            ("government", "Government staff"),
                            ("leader", "Civic leader"),
                            ("entrepreneur", "Entrepreneur"),
                            ("designer", "Designer"),
                            ("technologist", "Technologist"),
                            ("journalist", "Journalist"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="I come as",
                    ),
                ),
                ("organization", models.CharField(blank=True, max_length=120, verbose_name="organization")),
                ("pronouns", models.CharField(blank=True, max_length=40, verbose_name="pronouns")),
                ("first_time", models.BooleanField(blank=True, null=True, verbose_name="this is my first camp")),
                (
                    "photo",
                    models.CharField(
                        choices=[("yes", "Fine with me"), ("ask", "Ask me first"), ("no", "No photos of me")],
                        default="yes",
                        max_length=3,
                        verbose_name="photos",
                    ),
                ),
                ("listed", models.BooleanField(default=False, verbose_name="show me in the list of attendees")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("waited_since", models.DateTimeField(blank=True, null=True)),
                ("offer_until", models.DateTimeField(blank=True, null=True)),
                ("ticket_round", models.PositiveIntegerField(default=1)),
                ("ticket_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("first_in_at", models.DateTimeField(blank=True, null=True)),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="registrations", to="events.camp"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["camp", "state", "waited_since"], name="registration_line")],
                "constraints": [
                    models.UniqueConstraint(fields=("camp", "user"), name="one_registration_for_a_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("camp", "address"),
                        name="one_registration_for_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), _negated=True),
                            ("waited_since__isnull", False),
                            _connector="OR",
                        ),
                        name="who_waits_waits_since",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "offered"), _negated=True),
                            ("offer_until__isnull", False),
                            _connector="OR",
                        ),
                        name="an_offer_ends_some_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivateAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "access_needs",
                    models.TextField(blank=True, max_length=500, verbose_name="what would help you take part"),
                ),
                ("food", models.CharField(blank=True, max_length=200, verbose_name="food")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="private", to="events.registration"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="events.camp"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("camp", "number"), name="one_seat_of_a_number")],
            },
        ),
        migrations.AddField(
            model_name="registration",
            name="seat",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registration",
                to="events.seat",
            ),
        ),
        migrations.CreateModel(
            name="StartDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField(default=dict)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ResourcePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, max_length=400, verbose_name="lead")),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 2),
                            ("text", 3),
                            ("image", 4),
                            ("quote", 7),
                            ("button", 11),
                            ("questions", 15),
                            ("people", 20),
                            ("downloads", 22),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {"choices": [("2", "Heading"), ("3", "Smaller heading")], "label": "level"},
                            ),
                            1: ("wagtail.blocks.CharBlock", (), {"label": "text", "max_length": 120}),
                            2: ("wagtail.blocks.StructBlock", [[("level", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "icon": "pilcrow",
                                    "label": "Text",
                                    "template": "events/blocks/text.html",
                                },
                            ),
                            4: (
                                "wagtail.images.blocks.ImageBlock",
                                [],
                                {"label": "Picture", "template": "events/blocks/image.html"},
                            ),
                            5: ("wagtail.blocks.TextBlock", (), {"label": "words", "max_length": 600}),
                            6: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "who said it", "max_length": 120, "required": False},
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("words", 5), ("who", 6)]], {}),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "words", "max_length": 60}),
                            9: ("wagtail.blocks.PageChooserBlock", (), {"label": "a page here", "required": False}),
                            10: ("wagtail.blocks.URLBlock", (), {"label": "or an address", "required": False}),
                            11: ("wagtail.blocks.StructBlock", [[("words", 8), ("page", 9), ("address", 10)]], {}),
                            12: ("wagtail.blocks.CharBlock", (), {"label": "question", "max_length": 160}),
                            13: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "ol", "ul"],
                                    "label": "answer",
                                    "max_length": 3000,
                                },
                            ),
                            14: ("wagtail.blocks.StructBlock", [[("question", 12), ("answer", 13)]], {}),
                            15: (
                                "wagtail.blocks.ListBlock",
                                (14,),
                                {
                                    "icon": "help",
                                    "label": "Questions and answers",
                                    "template": "events/blocks/questions.html",
                                },
                            ),
                            16: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 80}),
                            17: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what they do here", "max_length": 120, "required": False},
                            ),
                            18: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "words", "max_length": 400, "required": False},
                            ),
                            19: ("wagtail.blocks.StructBlock", [[("name", 16), ("role", 17), ("words", 18)]], {}),
                            20: (
                                "wagtail.blocks.ListBlock",
                                (19,),
                                {"icon": "group", "label": "People", "template": "events/blocks/people.html"},
                            ),
                            21: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                            22: (
                                "wagtail.blocks.ListBlock",
                                (21,),
                                {"icon": "download", "label": "Downloads", "template": "events/blocks/downloads.html"},
                            ),
                        },
                        verbose_name="body",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guide", "Guide"),
                            ("template", "Template"),
                            ("toolkit", "Toolkit"),
                            ("data", "Data"),
                            ("tool", "Tool"),
                            ("law", "Law"),
                        ],
                        default="guide",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("address", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("licence", models.CharField(blank=True, max_length=60, verbose_name="licence")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                (
                    "themes",
                    models.ManyToManyField(blank=True, related_name="+", to="events.theme", verbose_name="themes"),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
        migrations.AddField(
            model_name="camp",
            name="themes",
            field=models.ManyToManyField(blank=True, related_name="camps", to="events.theme", verbose_name="themes"),
        ),
        migrations.AddField(
            model_name="camp",
            name="venue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="camps",
                to="events.venue",
            ),
        ),
        migrations.CreateModel(
            name="CampDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(verbose_name="date")),
                ("doors_at", models.TimeField(blank=True, null=True, verbose_name="doors")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="start")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="end")),
                (
                    "camp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="events.camp"
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
                "constraints": [
                    models.UniqueConstraint(fields=("camp", "date"), name="one_row_for_a_camp_and_date"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                            models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_day_has_both_hours_or_none",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seat__isnull", False), ("state__in", ["confirmed", "offered"])),
                    models.Q(("seat__isnull", True), ("state__in", ["waiting", "cancelled"])),
                    _connector="OR",
                ),
                name="a_seat_if_and_only_if_confirmed_or_offered",
            ),
        ),
    ]
