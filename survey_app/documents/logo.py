"""A unit's logo: what was sent is drawn anew, so that nothing of the file itself is ever kept or shown.

Names of places, cameras and programs, hidden pages and whatever else a picture can carry stay behind. Nghị định 30/2020/NĐ-CP
has no place for a logo on a document, so it stands on the unit's public page and its poster only.
"""

import base64
import hashlib
import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageOps
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.models import UnitLogo

LARGEST_FILE: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 24_000_000  # the pictures of a phone; unpacked, one takes 100 MB for a moment
SMALLEST_SIDE: Final = 64
LONGEST_SIDE: Final = 400  # sharp at 10 cm on paper and on any screen
_TOO_MANY: Final = "Ảnh quá nhiều điểm ảnh. Hãy thu nhỏ còn khoảng 1.000 điểm mỗi chiều rồi gửi lại."


def _draw_none() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGBA", (1, 1)).save(drawn, "PNG")
    return drawn.getvalue()


NO_LOGO: Final = _draw_none()  # what stands where there is none: nothing to see


class LogoRefusedError(Exception):
    """The picture cannot be taken; the message says why and what to do."""


def draw_logo(content: bytes) -> bytes:
    """The picture as a small PNG of its own."""
    if not content:
        raise LogoRefusedError("Chưa chọn ảnh. Hãy chọn một tệp PNG hoặc JPEG trên máy.")
    if len(content) > LARGEST_FILE:
        raise LogoRefusedError("Tệp ảnh lớn hơn 2 MB. Hãy thu nhỏ ảnh rồi gửi lại.")
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise LogoRefusedError(_TOO_MANY)
            if min(sent.size) < SMALLEST_SIDE:
                raise LogoRefusedError(f"Ảnh quá nhỏ. Mỗi chiều cần ít nhất {SMALLEST_SIDE} điểm ảnh.")
            picture = ImageOps.exif_transpose(sent).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoRefusedError(_TOO_MANY) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise LogoRefusedError("Không đọc được ảnh này. Hãy dùng ảnh PNG hoặc JPEG; tệp khác xin lưu lại thành PNG.") from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("RGBA", picture.size)
    fresh.paste(picture)
    drawn = io.BytesIO()
    fresh.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def write_logo(session: Session, unit_id: int, content: bytes) -> None:
    """Keep the logo drawn from what was sent. The caller commits."""
    picture = draw_logo(content)
    logo = session.get(UnitLogo, unit_id) or UnitLogo(unit_id=unit_id)
    logo.picture, logo.digest = picture, hashlib.sha256(picture).hexdigest()[:16]
    session.add(logo)


def remove_logo(session: Session, unit_id: int) -> None:
    """Have no logo any more. The caller commits."""
    logo = session.get(UnitLogo, unit_id)
    if logo is not None:
        session.delete(logo)


def find_logo_digest(session: Session, unit_id: int) -> str:
    """What tells a unit's logo from its earlier ones; "" where it has none."""
    return session.scalar(select(UnitLogo.digest).where(UnitLogo.unit_id == unit_id)) or ""


def find_logos(session: Session, unit_ids: Sequence[int]) -> dict[int, bytes]:
    """The logos of those of the units that have one, as PNG."""
    chosen = select(UnitLogo.unit_id, UnitLogo.picture).where(UnitLogo.unit_id.in_(unit_ids))
    return {row.unit_id: row.picture for row in session.execute(chosen)}


def logo_svg(picture: bytes) -> str:
    """A logo as a drawing of its own size, which is text as the typesetter's data must be."""
    with Image.open(io.BytesIO(picture)) as drawn:
        width, height = drawn.size
    data = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def find_logo(session: Session, unit_id: int) -> bytes | None:
    """The logo as a PNG."""
    return session.scalar(select(UnitLogo.picture).where(UnitLogo.unit_id == unit_id))
