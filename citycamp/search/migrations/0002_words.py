"""The words: FTS5 over the rows on SQLite, a tsvector beside them on PostgreSQL."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    title, text, pairs, content='search_row', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
)
"""
POSTGRESQL = """
CREATE TABLE search_words (
    row_id bigint PRIMARY KEY REFERENCES search_row(id) ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE INDEX search_words_gin ON search_words USING gin(words);
"""


def make(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_first")]
    operations = [migrations.RunPython(make, drop)]
