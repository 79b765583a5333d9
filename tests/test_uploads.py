"""Files in: judged by their content, pictures made anew."""

import contextlib
import io
import json
import random
import struct
import time
import zipfile
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from citycamp import uploads
from citycamp.uploads import Refused

PNG, JPEG = "PNG", "JPEG"


def drawn(kind: str, size=(60, 40), mode="RGB", **save) -> io.BytesIO:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else (255, 0, 0, 128)).save(out, kind, **save)
    return out


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "gif"), ("WEBP", "webp"), ("AVIF", "avif"), ("HEIF", "jpg")],
)
def test_pictures_of_six_kinds_are_made_anew(kind, ending):
    kept = uploads.picture(drawn(kind))
    assert kept.ending == ending
    assert (kept.width, kept.height) == (60, 40)
    assert Image.open(io.BytesIO(kept.content)).size == (60, 40)
    assert kept.file().name.endswith(f".{ending}")
    assert kept.file().name != kept.file().name


def test_position_and_all_else_a_camera_wrote_is_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[2] = (35.0, 46.0, 30.0)
    sent = drawn(JPEG, exif=exif, comment=b"SECRETCOMMENT")
    assert b"SECRETCAMERA" in sent.getvalue()
    kept = uploads.picture(sent)
    assert (kept.width, kept.height) == (40, 60)
    assert b"SECRET" not in kept.content
    assert not Image.open(io.BytesIO(kept.content)).getexif()


def test_words_inside_a_png_are_gone():
    info = PngInfo()
    info.add_text("Comment", "SECRETWORDS<script>alert(1)</script>")
    kept = uploads.picture(drawn(PNG, pnginfo=info))
    assert b"SECRETWORDS" not in kept.content
    assert b"<script>" not in uploads.picture(io.BytesIO(drawn(PNG).getvalue() + b"<script>x</script>")).content


def test_what_is_see_through_stays_so_and_a_short_film_keeps_moving():
    assert Image.open(io.BytesIO(uploads.picture(drawn(PNG, mode="RGBA")).content)).mode == "RGBA"
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    film = io.BytesIO()
    frames[0].save(film, "GIF", save_all=True, append_images=frames[1:], duration=[50, 60, 70])
    kept = Image.open(io.BytesIO(uploads.picture(film).content))
    assert kept.n_frames == 3


def png_header(width: int, height: int) -> io.BytesIO:
    """A picture that says it is huge, in sixty bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("width", "height"), [(20_001, 10), (8_000, 8_000), (100_000, 100_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_bomb_is_refused_by_its_header(width, height):
    start = time.process_time()
    with pytest.raises(Refused, match=r"pixels|damaged"):
        uploads.picture(png_header(width, height))
    assert time.process_time() - start < 0.25


def film(frames: int) -> io.BytesIO:
    made = [Image.new("RGB", (2, 2), (n * 4 % 256, n, 0)) for n in range(frames)]
    out = io.BytesIO()
    made[0].save(out, "GIF", save_all=True, append_images=made[1:])
    return out


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (io.BytesIO(SVG), "no picture"),
        (io.BytesIO(b"<html><script>alert(1)</script>"), "no picture"),
        (io.BytesIO(b"%PDF-1.4"), "no picture"),
        (io.BytesIO(b""), "empty"),
        (io.BytesIO(drawn(JPEG, size=(800, 800)).getvalue()[:900]), "damaged"),
        (drawn("TIFF"), "no picture"),
        (drawn("BMP"), "no picture"),
        (io.BytesIO(b"x" * 15_000_001), "too big"),
        (film(61), "too long"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(sent, reason):
    with pytest.raises(Refused, match=reason):
        uploads.picture(sent)


def test_flipped_and_cut_pictures_never_raise_anything_else():
    dice = random.Random(7)
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        whole = drawn(kind).getvalue()
        for _ in range(40):
            broken = bytearray(whole[: dice.randrange(1, len(whole) + 1)])
            for _ in range(3):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            with contextlib.suppress(Refused):
                uploads.picture(io.BytesIO(bytes(broken)))


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
DOCX = {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}
GOOD = {
    "minutes.pdf": b"%PDF-1.7\n...",
    "list.csv": "name,place\nJosé,Raleigh\n".encode(),
    "latin.csv": "José".encode("latin-1"),
    "notes.txt": b"words <b>",
    "a.odt": zipped(ODT),
    "a.docx": zipped(DOCX),
    "a.xlsx": zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
    "a.geojson": json.dumps({"type": "FeatureCollection", "features": []}).encode(),
    "a.gpx": b'<?xml version="1.0"?><gpx></gpx>',
    "a.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "logo.svg": SVG,
}
BAD = {
    "minutes.pdf": b"<html>",
    "page.html": b"<html>",
    "run.exe": b"MZ",
    "noending": b"x",
    "list.csv": b"<html><script>",
    "nul.txt": b"a\x00b",
    "a.odt": zipped({"mimetype": b"application/zip"}),
    "b.odt": b"PK\x03\x04 not a zip",
    "a.docx": zipped({"word/document.xml": b""}),
    "macro.docx": zipped({**DOCX, "word/vbaProject.bin": b"x"}),
    "bomb.docx": zipped({**DOCX, "word/bomb": b"\0" * 60_000_000}),
    "climb.docx": zipped({**DOCX, "../../etc/x": b"x"}),
    "many.docx": zipped({**DOCX, **{f"word/{n}": b"" for n in range(2_001)}}),
    "a.geojson": b"[" * 100_000,
    "entity.gpx": b'<!DOCTYPE x [<!ENTITY a "b">]><gpx></gpx>',
    "a.ics": b"hello",
    "empty.txt": b"",
}


@pytest.mark.parametrize("name", GOOD)
def test_documents_of_the_list_are_kept_as_they_came(name):
    kept = uploads.document(io.BytesIO(GOOD[name]), name)
    assert kept.content == GOOD[name]
    assert kept.ending == name.rpartition(".")[2]


@pytest.mark.parametrize("name", BAD)
def test_other_files_are_refused(name):
    with pytest.raises(Refused) as refusal:
        uploads.document(io.BytesIO(BAD[name]), name)
    assert refusal.value.reason.endswith(".")
