"""Wagtail pages: words here, facts in the models that they point at, read live."""

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from events.blocks import BodyBlock
from events.models.camps import Camp, Theme
from events.models.places import City


def hidden_address(parent: Page | None, slug: str) -> str:
    """Why a page cannot have this address below this one: a route of ours answers there first; "" if it can."""
    path = "/" + ((parent.url_path if parent else "/home/") + slug + "/").split("/", 2)[2]
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    if found.url_name == "wagtail_serve":
        return ""
    return _("“%(path)s” is an address of the site itself. Choose another.") % {"path": path}


class AddressForm(WagtailAdminPageForm):
    """Says in the editor, beside the address, that it is one of the site's own: saving would be too late to say so."""

    def clean(self):
        cleaned = super().clean()
        fault = hidden_address(self.parent_page, cleaned["slug"]) if cleaned.get("slug") else ""
        if fault:
            self.add_error("slug", fault)
        return cleaned


class WordsPage(Page):
    """What all our pages have: a lead, and a body of blocks."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [TitleFieldPanel("title"), FieldPanel("lead"), FieldPanel("body")]
    # No publishing by the clock: its dialog runs inline scripts, which the content security policy refuses.
    settings_panels: list = []
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["now"] = timezone.now()
        return context


class HomePage(WordsPage):
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "events/home.html"

    def get_context(self, request, *args, **kwargs):
        from events.showing import front_page

        context = super().get_context(request, *args, **kwargs)
        return context | front_page(request.user, context["now"])


class EventsPage(WordsPage):
    max_count = 1
    parent_page_types = ["events.HomePage"]
    subpage_types = ["events.CampPage"]
    template = "events/index.html"

    def get_context(self, request, *args, **kwargs):
        from events.showing import camp_index

        context = super().get_context(request, *args, **kwargs)
        return context | camp_index(request.GET, context["now"])


class FactsPage(WordsPage):
    """A page that stands for one row of a model: its title and address follow the row."""

    content_panels = [FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [FieldPanel("search_description")]

    class Meta:
        abstract = True


class CampPage(FactsPage):
    camp = models.OneToOneField(Camp, on_delete=models.PROTECT, related_name="page", editable=False)

    parent_page_types = ["events.EventsPage"]
    subpage_types = ["events.StandardPage"]
    template = "events/camp.html"

    @classmethod
    def can_create_at(cls, parent):
        """Camps are started by their six questions, never from the editor."""
        return False

    def serve(self, request, *args, **kwargs):
        if not Camp.objects.visible_to(request.user).filter(pk=self.camp_id).exists():
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        from events.showing import camp_page

        context = super().get_context(request, *args, **kwargs)
        return context | camp_page(self.camp, request.user, context["now"])


class CitiesPage(WordsPage):
    max_count = 1
    parent_page_types = ["events.HomePage"]
    subpage_types = ["events.CityPage"]
    template = "events/cities.html"

    def get_context(self, request, *args, **kwargs):
        from events.showing import city_index

        context = super().get_context(request, *args, **kwargs)
        return context | city_index(context["now"])


class CityPage(FactsPage):
    city = models.OneToOneField(City, on_delete=models.PROTECT, related_name="page", editable=False)

    parent_page_types = ["events.CitiesPage"]
    subpage_types = ["events.StandardPage"]
    template = "events/city.html"

    @classmethod
    def can_create_at(cls, parent):
        """Cities come with their first camp, or by import."""
        return False

    def get_context(self, request, *args, **kwargs):
        from events.showing import city_page

        context = super().get_context(request, *args, **kwargs)
        return context | city_page(self.city, request.user, context["now"])


class StandardPage(WordsPage):
    base_form_class = AddressForm
    template = "events/standard.html"

    def clean(self):
        super().clean()
        refuse_hidden_address(self)

    def serve(self, request, *args, **kwargs):
        camp = CampPage.objects.ancestor_of(self).select_related("camp").first()
        if camp and not Camp.objects.visible_to(request.user).filter(pk=camp.camp_id).exists():
            raise Http404
        return super().serve(request, *args, **kwargs)


class ResourcesPage(WordsPage):
    max_count = 1
    parent_page_types = ["events.HomePage"]
    subpage_types = ["events.ResourcePage"]
    template = "events/resources.html"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["resources"] = ResourcePage.objects.child_of(self).live().order_by("title").prefetch_related("themes")
        return context


class ResourcePage(WordsPage):
    KINDS = [
        ("guide", _("Guide")),
        ("template", _("Template")),
        ("toolkit", _("Toolkit")),
        ("data", _("Data")),
        ("tool", _("Tool")),
        ("law", _("Law")),
    ]
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default="guide")
    address = models.URLField(_("address"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=60, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="+")

    content_panels = [
        *WordsPage.content_panels,
        FieldPanel("kind"),
        FieldPanel("address"),
        FieldPanel("licence"),
        FieldPanel("checked_on"),
        FieldPanel("themes"),
    ]
    parent_page_types = ["events.ResourcesPage"]
    subpage_types: list[str] = []
    template = "events/resource.html"

    @property
    def unchecked_since(self):
        """The day it was last checked, where that is over 12 months ago."""
        if self.checked_on and (timezone.now().date() - self.checked_on).days > 365:
            return self.checked_on
        return None


def refuse_hidden_address(page: Page) -> None:
    """Refuse a page whose address one of our own routes answers first."""
    parent = page.get_parent() if page.path else None
    fault = hidden_address(parent, page.slug)
    if fault:
        raise ValidationError({"slug": fault})
