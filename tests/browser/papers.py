"""A PDF as its reader meets it: the words of each page, and the codes a phone reads off it."""

import re
from dataclasses import dataclass
from math import dist

import pypdfium2
import zxingcpp

DOTS = 150  # an inch, as a poor printer and a phone's camera leave it
POINTS_A_MM = 72 / 25.4


@dataclass
class Sheet:
    words: str  # squeezed, for lines break where they like
    wide: int  # millimetres
    high: int
    pdf: bytes
    number: int

    def has(self, *texts: str) -> bool:
        return all(squeezed(text) in self.words for text in texts)

    def codes(self) -> list[tuple[str, float]]:
        """Each QR code: what it says, and how long its side is in millimetres."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            picture = document[self.number].render(scale=DOTS / 72, grayscale=True).to_pil().copy()
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode, try_rotate=False)
        return [
            (code.text, dist(corner(code.position.top_left), corner(code.position.top_right)) / DOTS * 25.4)
            for code in found
        ]


def corner(point) -> tuple[int, int]:
    return point.x, point.y


def squeezed(text: str) -> str:
    """Without spaces and hyphens: the reader takes a hyphen at a line's end for one that parts a word."""
    return re.sub(r"[\s\x02\ufffe-]+", "", text)


def sheets(pdf: bytes) -> list[Sheet]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            Sheet(
                squeezed(page.get_textpage().get_text_range()),
                round(page.get_width() / POINTS_A_MM),
                round(page.get_height() / POINTS_A_MM),
                pdf,
                number,
            )
            for number, page in enumerate(document)
        ]
