"""Pictures of reports: a report goes in, a figure for paper or an SVG for the screen comes out.

Must not know where a report comes from, and computes nothing that the report does not say.
"""

from pathlib import Path
from typing import Final

from analysis.charts.dimensions import describe_dimensions, svg_dimensions
from analysis.charts.distributions import describe_distributions, svg_distributions
from analysis.charts.funnel import describe_funnel, svg_funnel
from analysis.charts.interval import comparison_bounds, svg_interval
from analysis.charts.numbers import format_count, format_number, format_share, format_share_range, format_target
from analysis.charts.units import describe_units, svg_units

FONT_DIRECTORY: Final = Path(__file__).parent / "fonts"  # four faces of Tinos; charts, posters and PDFs use the same

__all__ = [
    "FONT_DIRECTORY",
    "comparison_bounds",
    "describe_dimensions",
    "describe_distributions",
    "describe_funnel",
    "describe_units",
    "format_count",
    "format_number",
    "format_share",
    "format_share_range",
    "format_target",
    "svg_dimensions",
    "svg_distributions",
    "svg_funnel",
    "svg_interval",
    "svg_units",
]
