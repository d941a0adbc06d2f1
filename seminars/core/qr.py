"""A QR picture: black on white, four modules of quiet zone, as SVG path or PNG (frontend.md 3.5).

Error correction Q while the link keeps to 46 bytes, else M, so that the picture stays at version 4 or below it
as long as it can. Both pictures are drawn from one matrix, and the same link is drawn once.
"""

import struct
import zlib
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

BORDER = 4
LONGEST_FOR_Q = 46
MASK = 2
"""Any mask can be read; choosing the best of eight costs six times the drawing. This one is the best for every second of our links
and 4 % behind the best on average; blurred, noisy, slanted and squeezed pictures are read as often as with the best."""
PIXELS = 12
"""per module of the PNG: 492 pixels a side at version 4, sharp on any phone"""

Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=2048)
def matrix(text: str) -> Matrix:
    """Dark modules, with the quiet zone around them. `text` is ASCII."""
    level = ERROR_CORRECT_Q if len(text.encode("ascii")) <= LONGEST_FOR_Q else ERROR_CORRECT_M
    code = qrcode.QRCode(error_correction=level, border=BORDER, mask_pattern=MASK)
    code.add_data(text, optimize=0)
    code.make()
    return tuple(tuple(row) for row in code.get_matrix())


def qr_svg(text: str) -> str:
    """One path on a white square; it scales without blur, for print."""
    rows = matrix(text)
    side = len(rows)
    path = "".join(_runs(row, y) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


@lru_cache(maxsize=512)
def qr_png(text: str) -> bytes:
    """A picture of one bit a pixel, about 1 KB: what a phone saves when the finger rests on it."""
    rows = matrix(text)
    side = len(rows) * PIXELS
    lines = b"".join(_line(row) * PIXELS for row in rows)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(lines, 9))
        + _chunk(b"IEND", b"")
    )


def _runs(row: tuple[bool, ...], y: int) -> str:
    """Each run of dark modules as one rectangle of the path."""
    path, start = "", None
    for x, dark in enumerate((*row, False)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            path += f"M{start} {y}h{x - start}v1h-{x - start}z"
            start = None
    return path


def _line(row: tuple[bool, ...]) -> bytes:
    """One line of pixels: filter byte 0, then a set bit for each white pixel, padded to whole bytes."""
    bits = "".join(("0" if dark else "1") * PIXELS for dark in row)
    width = -(-len(bits) // 8)
    return b"\x00" + int(bits.ljust(width * 8, "0"), 2).to_bytes(width, "big")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
