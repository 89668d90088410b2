"""Pictures of reports: a report goes in, a figure for paper or an SVG for the screen comes out.

Must not know where a report comes from, and computes nothing that the report does not say.
"""

from pathlib import Path
from typing import Final

FONT_DIRECTORY: Final = Path(__file__).parent / "fonts"  # four faces of Tinos; charts, posters and PDFs use the same

__all__ = ["FONT_DIRECTORY"]
