"""Where on the map a page belongs."""

from typing import Any

from django.db import models

from wiki.models.pages import WikiPage
from wiki.models.wikis import Wiki


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PlaceQuerySet":
        return self.filter(page__in=WikiPage.objects.visible_to(user).values("pk"))


class Place(models.Model):
    """One shape of one page."""

    wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(WikiPage, on_delete=models.CASCADE, related_name="places")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    lat = models.FloatField()
    lng = models.FloatField()
    vertices = models.PositiveIntegerField()
    geometry = models.JSONField()

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "key"], name="one_place_a_key")]
        indexes = [models.Index(fields=["wiki", "south", "north", "west", "east"], name="wiki_places_in_a_box")]
