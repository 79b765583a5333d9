"""Cities and venues."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycamp.people.names import fold
from events.zones import is_zone


def check_zone(value: str) -> None:
    if not is_zone(value):
        raise ValidationError(
            _("“%(zone)s” is not the name of a time zone. Write it as in America/New_York."), params={"zone": value}
        )


class CityQuerySet(models.QuerySet["City"]):
    def named(self, name: str, region: str, country: str) -> "City | None":
        """The city whose name folds to the same, in that region and country."""
        return self.filter(folded=fold(name), region=region, country=country).first()


class City(models.Model):
    """A place that holds camps."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=50, unique=True)
    region = models.CharField(_("state or region"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters, ISO 3166"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[check_zone])
    languages = models.JSONField(_("languages"), default=list, blank=True)
    wiki = models.OneToOneField("wiki.Wiki", null=True, blank=True, on_delete=models.PROTECT, related_name="city")
    folded = models.CharField(max_length=160, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.UniqueConstraint(fields=["folded", "region", "country"], name="one_city_of_a_name_in_a_region"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True) | models.Q(latitude__gte=-90, latitude__lte=90),
                name="city_latitude_is_on_earth",
            ),
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True) | models.Q(longitude__gte=-180, longitude__lte=180),
                name="city_longitude_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.folded = fold(self.name)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return f"/cities/{self.slug}/"

    @property
    def place(self) -> str:
        """Name and region, as on a ledger: Raleigh, NC."""
        return f"{self.name}, {self.region}" if self.region else self.name


ACCESS_QUESTIONS = {
    "step_free": _("Step-free way in and to every room"),
    "toilet": _("Accessible toilet"),
    "hearing": _("Hearing loop or sound system"),
    "quiet": _("Quiet room"),
    "transit": _("Transit and accessible parking near the door"),
    "all_gender": _("All-gender toilets"),
    "children": _("Children welcome, and a place for nursing"),
}
ACCESS_ANSWERS = {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}


class Venue(models.Model):
    """Where a camp meets. `access` holds {question: {"answer": yes, partly or no, "words": …}}."""

    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    locality = models.CharField(_("town"), max_length=80, blank=True)
    region = models.CharField(_("state or region"), max_length=60, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    online_url = models.URLField(_("address for taking part online"), max_length=500, blank=True)
    access = models.JSONField(default=dict, blank=True)
    way_in = models.TextField(_("way in"), max_length=600, blank=True)
    contact = models.CharField(_("contact on the day"), max_length=160, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def unanswered(self) -> list[str]:
        """Access questions without an answer; registration cannot open before there are none."""
        return [key for key in ACCESS_QUESTIONS if self.access.get(key, {}).get("answer") not in ACCESS_ANSWERS]

    @property
    def access_rows(self) -> list[dict]:
        """The answered questions in order, for pages."""
        rows = []
        for key, question in ACCESS_QUESTIONS.items():
            given = self.access.get(key, {})
            if given.get("answer") in ACCESS_ANSWERS:
                rows.append(
                    {
                        "question": question,
                        "answer": given["answer"],
                        "label": ACCESS_ANSWERS[given["answer"]],
                        "words": given.get("words", ""),
                    }
                )
        return rows

    @property
    def address_line(self) -> str:
        town = " ".join(part for part in (self.region, self.postcode) if part)
        return ", ".join(part for part in (self.street, self.locality, town) if part)
