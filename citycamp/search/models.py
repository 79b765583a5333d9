"""One row for each thing that can be found. The words lie in search_words, which each database keeps its own way."""

from django.db import models


class Row(models.Model):
    kind = models.CharField(max_length=40)  # wiki.page, lists.message, sessions.session, events.camp
    object_id = models.BigIntegerField()
    scope = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    title_key = models.CharField(max_length=300, blank=True)  # folded, for completion and exact titles
    language = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    pairs = models.TextField(blank=True)  # Chinese, Japanese, Korean: overlapping pairs of characters

    indexed = models.BooleanField(default=False, editable=False)  # whether search_words has these words

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_search_row_each")]
        indexes = [models.Index(fields=["title_key", "kind"], name="search_titles")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.title}"
