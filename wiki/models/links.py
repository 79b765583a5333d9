"""What a page leads to. All of it is found again from the current text."""

from typing import Any

from django.conf import settings
from django.db import models

from wiki.models.pages import WikiPage
from wiki.models.wikis import Wiki


class LinkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "LinkQuerySet":
        return self.filter(source__in=WikiPage.objects.visible_to(user).values("pk"))


class Link(models.Model):
    """A link as it was written, and the page it leads to: none for a red link."""

    class Kind(models.TextChoices):
        LINK = "link"
        INCLUDE = "include"

    wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(WikiPage, on_delete=models.CASCADE, related_name="links_out")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.LINK)
    to_wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="+")
    slug = models.CharField(max_length=100)
    title = models.CharField(max_length=120)
    target = models.ForeignKey(WikiPage, null=True, on_delete=models.SET_NULL, related_name="links_in")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "to_wiki", "slug"], name="one_row_a_link"),
        ]
        indexes = [models.Index(fields=["to_wiki", "slug"], name="wiki_links_to_an_address")]


class ExternalLink(models.Model):
    """An address outside. It carries nofollow until somebody trusted it."""

    wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(WikiPage, on_delete=models.CASCADE, related_name="outside_links")
    url = models.CharField(max_length=1000)
    host = models.CharField(max_length=253)
    added_in = models.ForeignKey("wiki.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    trusted_at = models.DateTimeField(null=True)
    trusted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "url"], name="one_row_an_outside_link")]
        indexes = [models.Index(fields=["wiki", "host"], name="wiki_links_to_a_host")]


class Tag(models.Model):
    """A word that gathers pages."""

    wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="tags")
    slug = models.CharField(max_length=100)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wiki", "slug"], name="one_tag_a_word")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """One tag on one page."""

    wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(WikiPage, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "tag"], name="one_tagging_a_page")]
