"""Draws one picture anew in a process of its own: `python -I image_reader.py < picture`. Prints a JPEG, or nothing and a code.

A hostile picture may eat time or memory, or crash the reader; here it takes only itself along. What comes out is pixels and
nothing else: no place, no camera, no words, no second file behind the first. Nothing of Kinkeeper is imported.
"""

from __future__ import annotations

import io
import sys

SECONDS = 20
MEMORY = 1_500_000_000  # bytes
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 3_000  # pixels: A4 at 250 to the inch


def main() -> int:
    """Read standard input, answer on standard output; 1 when it is no picture that can be drawn."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # a system without these limits: the caller's clock still stops it
    try:
        drawn = draw_anew(sys.stdin.buffer.read())
    except (Exception, MemoryError):  # noqa: BLE001  (whatever a broken file makes the reader do)
        return 1
    sys.stdout.buffer.write(drawn)
    return 0


def draw_anew(data: bytes) -> bytes:
    """The picture as a JPEG the right way up, on white, not larger than a page. Raises ValueError for too many pixels."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    drawn = io.BytesIO()
    page.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()


if __name__ == "__main__":
    sys.exit(main())
