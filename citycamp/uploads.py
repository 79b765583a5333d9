"""Files that people send: judged by their content, pictures made anew, nothing believed that a name says."""

import hashlib
import io
import json
import secrets
import warnings
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

Image.init()  # or Pillow knows only some of the formats by name
register_heif_opener()

PICTURE_BYTES = 15_000_000
PICTURE_PIXELS = 40_000_000
PICTURE_SIDE = 20_000
PICTURE_FRAMES = 60
DOCUMENT_BYTES = 25_000_000
ZIP_MEMBERS = 2_000
ZIP_BYTES = 200_000_000
ZIP_RATIO = 100

# Pillow asks no more than we do, and what it only warns of is refused.
Image.MAX_IMAGE_PIXELS = PICTURE_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

# What is read, and what it is kept as.
FORMATS = {
    "JPEG": "JPEG",
    "MPO": "JPEG",
    "HEIF": "JPEG",
    "PNG": "PNG",
    "GIF": "GIF",
    "WEBP": "WEBP",
    "AVIF": "AVIF",
}
READ = [name for name in FORMATS if name != "MPO"]  # Pillow's JPEG reader finds those by itself
ENDINGS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
MOVING = {"GIF", "WEBP", "PNG"}

DOCUMENT_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "geojson": "application/geo+json",
    "gpx": "application/gpx+xml",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
}
OFFICE_FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}


class Refused(ValueError):
    """This file cannot be taken; `reason` says why, in a sentence for the person who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Upload:
    """What is kept: bytes under a name of our own, and the hash of what was sent."""

    content: bytes
    ending: str
    sha256: str
    width: int = 0
    height: int = 0

    def file(self) -> ContentFile:
        return ContentFile(self.content, name=f"{secrets.token_hex(16)}.{self.ending}")


def picture(file: BinaryIO) -> Upload:
    """A picture, upright, without EXIF, position or anything else that came along. Raises Refused."""
    raw = read(file, PICTURE_BYTES, _("This picture is too big: at most 15 MB."))
    try:
        with Image.open(io.BytesIO(raw), formats=READ) as image:
            frames = getattr(image, "n_frames", 1)
            width, height = image.size
            if max(width, height) > PICTURE_SIDE or width * height > PICTURE_PIXELS:
                raise too_many_pixels()
            kept_as = FORMATS[image.format or ""]
            moving = kept_as in MOVING and image.format != "MPO" and frames > 1
            if moving and (frames > PICTURE_FRAMES or width * height * frames > PICTURE_PIXELS):
                raise Refused(_("This moving picture is too long: at most 60 frames, and 40 megapixels in all."))
            content, size = redrawn(image, kept_as, moving)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many_pixels() from None
    except UnidentifiedImageError:
        raise Refused(
            _("This is no picture that can be shown here. Please send a JPEG, PNG, GIF, WebP, AVIF or HEIC file.")
        ) from None
    except Exception as fault:  # decoders raise whatever they like on broken bytes
        raise Refused(_("This picture is damaged and cannot be read. Please save it again and send that.")) from fault
    return Upload(content, ENDINGS[kept_as], hashlib.sha256(raw).hexdigest(), *size)


def too_many_pixels() -> Refused:
    return Refused(_("This picture has too many pixels: at most 40 megapixels, and 20,000 on a side."))


def redrawn(image: Image.Image, kept_as: str, moving: bool) -> tuple[bytes, tuple[int, int]]:
    """Encode anew: only pixels and timing pass."""
    out = io.BytesIO()
    if moving:
        frames, times = [], []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append(bare(image.convert("RGBA")))
            times.append(int(image.info.get("duration", 100)))
        first, *rest = frames
        first.save(out, kept_as, save_all=True, append_images=rest, duration=times, loop=image.info.get("loop", 0))
        return out.getvalue(), first.size
    upright = ImageOps.exif_transpose(image)
    wanted = "RGB" if kept_as == "JPEG" else ("RGBA" if has_alpha(upright) else "RGB")
    if kept_as in ("PNG", "GIF") and upright.mode in ("L", "1"):
        wanted = "L"
    if kept_as == "JPEG" and has_alpha(upright):
        ground = Image.new("RGB", upright.size, "white")
        ground.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
        upright = ground
    plain = bare(upright.convert(wanted))
    plain.save(out, kept_as, **({"quality": 85} if kept_as in ("JPEG", "WEBP", "AVIF") else {}))
    return out.getvalue(), plain.size


def has_alpha(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info


def bare(image: Image.Image) -> Image.Image:
    """The pixels alone: encoders would write what `info` holds."""
    made = image.copy()
    made.info = {}
    return made


def document(file: BinaryIO, name: str) -> Upload:
    """A file to download, of one of the listed kinds, its content agreeing with its ending. Raises Refused."""
    raw = read(file, DOCUMENT_BYTES, _("This file is too big: at most 25 MB."))
    ending = name.rpartition(".")[2].lower()
    if ending not in DOCUMENT_TYPES:
        raise Refused(
            _("Files of this kind cannot be kept here. These can: %(endings)s.")
            % {"endings": ", ".join(sorted(DOCUMENT_TYPES))}
        )
    if not agrees(raw, ending):
        raise Refused(_("This file is not what its name says (.%(ending)s). Please check it.") % {"ending": ending})
    return Upload(raw, ending, hashlib.sha256(raw).hexdigest())


def agrees(raw: bytes, ending: str) -> bool:
    if ending == "pdf":
        return raw.startswith(b"%PDF-")
    if ending in ("odt", "ods", "odp") or ending in OFFICE_FOLDERS:
        return office_file(raw, ending)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if ending not in ("csv", "txt") or b"\x00" in raw:
            return False
        text = raw.decode("latin-1")
    start = text.lstrip()[:2_000].lower()
    if "\x00" in text:
        return False
    if ending == "ics":
        return start.startswith("begin:vcalendar")
    if ending in ("gpx", "svg"):
        return f"<{ending}" in start and start.startswith("<") and "<!entity" not in text.lower()
    if ending == "geojson":
        return is_geojson(text)
    return not start.startswith(("<!doctype", "<html", "<svg", "<script", "<?xml", "%pdf", "{\\rtf"))


def is_geojson(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and isinstance(found.get("type"), str)


def office_file(raw: bytes, ending: str) -> bool:
    """Whether this zip is such a file, unpacks to no bomb, and holds no macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > ZIP_MEMBERS or sum(member.file_size for member in members) > ZIP_BYTES:
                return False
            if any(member.file_size > ZIP_RATIO * max(member.compress_size, 1_000) for member in members):
                return False
            if any(name.startswith("/") or ".." in name.split("/") for name in names):
                return False
            if ending in OFFICE_FOLDERS:
                inside = any(name.startswith(OFFICE_FOLDERS[ending]) for name in names)
                return "[Content_Types].xml" in names and inside and not any("vbaproject" in n.lower() for n in names)
            with archive.open("mimetype") as kind:
                return kind.read(100).decode("ascii", "replace").strip() == DOCUMENT_TYPES[ending]
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, ValueError):
        return False


def read(file: BinaryIO, most: int, too_big: str) -> bytes:
    """All of it, or Refused before more than `most` was read."""
    file.seek(0)
    raw = file.read(most + 1)
    if len(raw) > most:
        raise Refused(too_big)
    if not raw:
        raise Refused(_("This file is empty."))
    return raw
