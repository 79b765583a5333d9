"""Add pictures and files, from the wiki, from Wagtail and from the demo world alike."""

from typing import BinaryIO

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection

from citycamp import uploads
from citycamp.media.models import Attachment, Picture


def add_picture(
    collection: Collection,
    file: BinaryIO,
    *,
    title: str,
    alt: str,
    credit: str,
    by: AbstractBaseUser | None,
    licence: str = "CC BY-SA 4.0",
    source_url: str = "",
    closed: bool = False,
) -> Picture:
    """Keep a picture. Raises uploads.Refused. In a closed collection the same bytes give the same picture.

    `closed` puts the file where no public address reaches: a view of the owning app gives it out.
    """
    if not alt.strip():
        raise uploads.Refused(_("Please say in a few words what the picture shows, for those who cannot see it."))
    if not credit.strip():
        raise uploads.Refused(_("Please say who made the picture."))
    kept = uploads.picture(file)
    made = Picture(
        collection=collection,
        title=title[:255],
        description=alt.strip()[:255],
        credit=credit.strip()[:200],
        licence=licence,
        source_url=source_url,
        sha256=kept.sha256,
        closed=closed,
        uploaded_by_user=by,
        width=kept.width,
        height=kept.height,
        file_size=len(kept.content),
        file_hash=kept.sha256[:40],
    )
    return once(made, kept)


def add_attachment(
    collection: Collection,
    file: BinaryIO,
    *,
    name: str,
    by: AbstractBaseUser | None,
    title: str = "",
    credit: str = "",
    licence: str = "",
    source_url: str = "",
    closed: bool = False,
) -> Attachment:
    """Keep a file to download; `name` is what it was called. Raises uploads.Refused."""
    kept = uploads.document(file, name)
    made = Attachment(
        collection=collection,
        title=(title or name)[:255],
        name=name[:255],
        credit=credit[:200],
        licence=licence,
        source_url=source_url,
        sha256=kept.sha256,
        closed=closed,
        uploaded_by_user=by,
        file_size=len(kept.content),
        file_hash=kept.sha256[:40],
    )
    return once(made, kept)


def once(made, kept: uploads.Upload):
    """Save it, unless a closed collection has these bytes already."""
    same = type(made).objects.filter(collection=made.collection, sha256=made.sha256, closed=True)
    if made.closed and (known := same.first()):
        return known
    made.file = kept.file()
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        made.file.storage.delete(made.file.name)
        return same.get()
    return made
