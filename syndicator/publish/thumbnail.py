"""Small copies of pictures: made of bytes that may be a bomb, in a process that can be killed; shown where they are."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from PIL import Image, ImageOps

from syndicator.errors import ReadError
from syndicator.model import Image as Picture
from syndicator.model import Settings, Story

# Below public/.
FOLDER = "media"

# Twice the width at which a headline's picture is shown, for dense screens.
WIDTH, HEIGHT = 720, 720
# A picture of more pixels is a poster for print; to decode it would take a gigabyte.
MOST_PIXELS = 50_000_000
# A line or a dot is for counting readers, not for showing.
LEAST_SIDE = 40
QUALITY = 80
# What browsers show; each further decoder is one more that can be broken.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def shrunk(body: bytes) -> bytes:
    """Returns the picture as JPEG of at most WIDTH by HEIGHT, without what a camera wrote beside it.

    Raises ReadError when it is none, too large, or too small to be worth showing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large ones; ours is the bound that counts
            image: Image.Image = Image.open(io.BytesIO(body), formats=FORMATS)
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise ReadError(f"图片太大:{width}×{height}")
            if min(width, height) < LEAST_SIDE:
                raise ReadError(f"图片太小:{width}×{height}")
            image.draft("RGB", (WIDTH, HEIGHT))
            image = ImageOps.exif_transpose(image)
            image.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
            file = io.BytesIO()
            _on_white(image).save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    except ReadError:
        raise
    except Exception as error:  # decoders raise whatever they stumble over
        raise ReadError(f"不是能读的图片:{error}") from error
    return file.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Transparent pictures are logos, drawn for white pages."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        whole = image.convert("RGBA")
        white = Image.new("RGBA", whole.size, "white")
        return Image.alpha_composite(white, whole).convert("RGB")
    return image.convert("RGB")


def path_of(url: str) -> str:
    """Where the small copy of a picture lies below public/."""
    return f"{FOLDER}/{blake2b(url.encode('utf-8', 'replace'), digest_size=12).hexdigest()}.jpg"


def with_thumbnails(told: Sequence[Story], settings: Settings) -> list[Story]:
    """The stories, each with our copy of its first picture where there is one."""
    return [_with_thumbnail(one, settings) for one in told]


def _with_thumbnail(story: Story, settings: Settings) -> Story:
    images = story.lead.images
    if not images or not (settings.public / path_of(images[0].url)).is_file():
        return story
    own = f"{settings.site.base_url}/{path_of(images[0].url)}"
    first = Picture(own, images[0].caption, images[0].credit, "image/jpeg")
    return replace(story, lead=replace(story.lead, images=(first, *images[1:])))
