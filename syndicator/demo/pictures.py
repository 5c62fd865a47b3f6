"""Landscapes without a drawing library: a sky, a sun, three ridges and some mist, as an indexed PNG."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from math import pi, sin
from random import Random

WIDTH, HEIGHT = 480, 320
_SKY, _RIDGE, _SUN = 64, 40, 255  # palette: 64 sky tones, then 40 a ridge, the sun last
_RIDGES = 3
# (zenith, horizon, far ridge, near ridge): morning, noon, dusk, spring, autumn, rain
_MOODS = (
    ((92, 132, 178), (250, 222, 190), (150, 160, 176), (44, 72, 74)),
    ((76, 142, 204), (224, 238, 244), (128, 170, 172), (40, 92, 60)),
    ((70, 72, 120), (246, 168, 118), (136, 110, 132), (46, 42, 66)),
    ((140, 190, 214), (246, 246, 226), (158, 190, 150), (62, 112, 56)),
    ((118, 150, 176), (250, 232, 196), (196, 160, 116), (124, 70, 36)),
    ((134, 148, 158), (226, 230, 228), (160, 176, 176), (62, 88, 84)),
)
_Colour = tuple[int, int, int]


@lru_cache(maxsize=512)
def landscape(name: str) -> bytes:
    """Return a PNG of 480x320 pixels, always the same for the same name."""
    random = Random(zlib.crc32(name.encode()))
    zenith, horizon, far, near = random.choice(_MOODS)
    palette = _gradient(zenith, horizon, _SKY)
    for ridge in range(_RIDGES):
        top = _mix(far, near, ridge / (_RIDGES - 1))
        palette += _gradient(top, _mix(top, horizon, 0.45 - 0.18 * ridge), _RIDGE)
    palette += [(255, 244, 214)] * (256 - len(palette))
    pixels = _pixels(random)
    # The picture is drawn by columns; a stride turns them into rows, each with its filter byte.
    rows = b"".join(b"\0" + pixels[y::HEIGHT] for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in (
            (b"IHDR", header),
            (b"PLTE", bytes(part for colour in palette for part in colour)),
            (b"IDAT", zlib.compress(rows, 6)),
            (b"IEND", b""),
        )
    )


def _pixels(random: Random) -> bytes:
    sky = bytes(min(_SKY - 1, y * _SKY // (HEIGHT * 2 // 3)) for y in range(HEIGHT))
    waves = [
        [(random.uniform(8, 26) / n, random.uniform(0.6, 1.6) * n, random.uniform(0, 2 * pi)) for n in (1, 2, 5)]
        for _ in range(_RIDGES)
    ]
    sun_x, sun_y, radius = random.randint(70, WIDTH - 70), random.randint(50, 120), random.randint(16, 26)
    slopes = [bytes(_SKY + n * _RIDGE + min(_RIDGE - 1, y // 3) for y in range(HEIGHT)) for n in range(_RIDGES)]
    columns = []
    for x in range(WIDTH):
        column = bytearray(sky)
        if abs(x - sun_x) < radius:
            half = int((radius**2 - (x - sun_x) ** 2) ** 0.5)
            column[sun_y - half : sun_y + half] = bytes([_SUN]) * (2 * half)
        for ridge, (parts, slope) in enumerate(zip(waves, slopes, strict=True)):
            level = 150 + 52 * ridge + sum(a * sin(f * 2 * pi * x / WIDTH + phase) for a, f, phase in parts)
            top = max(0, min(HEIGHT, int(level)))
            column[top:] = slope[: HEIGHT - top]
        columns.append(bytes(column))
    return b"".join(columns)


def _gradient(start: _Colour, end: _Colour, steps: int) -> list[_Colour]:
    return [_mix(start, end, step / (steps - 1)) for step in range(steps)]


def _mix(start: _Colour, end: _Colour, share: float) -> _Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return red, green, blue


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
