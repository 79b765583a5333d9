"""The face of this install, and the mark of a demo world."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from citycamp.people import colours


@register_setting(icon="site")
class Network(BaseSiteSetting):
    """Name, logo, accent, contact, languages and list domain: one query a request."""

    name = models.CharField(_("name"), max_length=60, default="CityCamp")
    tagline = models.CharField(_("tagline"), max_length=140, blank=True)
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    dark_logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default=colours.EMBER,
        help_text=_("Six digits, such as #b5400d. It must be readable as text on the page and under white letters."),
    )
    contact = models.EmailField(_("contact address"), blank=True)
    imprint = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    privacy = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    languages = models.JSONField(_("languages"), default=list, blank=True, help_text=_("The first is the default."))
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    list_domain = models.CharField(_("list domain"), max_length=253, blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("accent")], heading=_("Face")),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("dark_logo")], heading=_("Logo")),
        MultiFieldPanel(
            [FieldPanel("contact"), FieldPanel("imprint"), FieldPanel("privacy")], heading=_("Who is behind it")
        ),
        MultiFieldPanel(
            [FieldPanel("languages"), FieldPanel("zone"), FieldPanel("list_domain")], heading=_("Language and mail")
        ),
    ]

    class Meta:
        verbose_name = _("network")

    def __str__(self) -> str:
        return self.name

    @property
    def own_accent(self) -> str:
        """The digits of an accent that is not the house's own; "" for ember."""
        return "" if self.accent == colours.EMBER else self.accent[1:]

    def clean(self):
        super().clean()
        faults = {}
        try:
            self.accent = colours.checked_accent(self.accent)
        except colours.Unreadable as fault:
            faults["accent"] = str(fault)
        known = dict(settings.LANGUAGES)
        if not isinstance(self.languages, list) or any(code not in known for code in self.languages):
            faults["languages"] = _("Choose from the languages that are installed: %(codes)s.") % {
                "codes": ", ".join(known)
            }
        try:
            if "/" not in self.zone and self.zone != "UTC":
                raise ValueError(self.zone)
            ZoneInfo(self.zone)
        except (ValueError, OSError):
            faults["zone"] = _("Write the zone as a place, such as America/New_York.")
        if faults:
            raise ValidationError(faults)


class DemoWorld(models.Model):
    """That this database holds a demo world. One row at most; only the demo command writes it."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    seed = models.IntegerField(default=0)
    doors = models.JSONField(default=dict, blank=True)  # what one may come in as: the public id of whom one then is

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_demo_world")]

    def __str__(self) -> str:
        return f"demo world {self.seed}"
