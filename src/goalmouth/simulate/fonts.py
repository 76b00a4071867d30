"""Fonts for bars and boards: what the system has, else the one inside Pillow."""

from functools import lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

FACES: dict[str, tuple[str, ...]] = {
    "plain": (),
    "bold": ("DejaVuSans-Bold.ttf",),
    "book": ("DejaVuSans.ttf",),
    "condensed": ("DejaVuSansCondensed-Bold.ttf", "DejaVuSans-Bold.ttf"),
    "grotesque": ("LiberationSans-Bold.ttf", "Arial_Bold.ttf", "DejaVuSans-Bold.ttf"),
    "narrow": ("LiberationSansNarrow-Bold.ttf", "DejaVuSansCondensed-Bold.ttf"),
}
"""Style -> files in order of wish. ``plain`` is Aileron, which every Pillow carries."""


@lru_cache(maxsize=256)
def font(style: str, size: int) -> Font:
    """Return a font of about ``size`` pixels; the same style may be another file elsewhere."""
    for name in FACES[style]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def has_script(script: str) -> bool:
    """Say whether letters of a script can be drawn: Latin always, others need a system font."""
    return script == "latin" or any(isinstance(_file(name), str) for name in FACES["bold"])


def _file(name: str) -> str | None:
    try:
        ImageFont.truetype(name, 10)
    except OSError:
        return None
    return name
