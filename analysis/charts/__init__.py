"""Pictures of reports: a report goes in, a figure for paper or an SVG for the screen comes out.

Must not know where a report comes from, and computes nothing that the report does not say.
"""

from analysis.charts.benchmarks import describe_benchmarks, draw_benchmarks, draw_benchmarks_pages, svg_benchmarks
from analysis.charts.change_marks import svg_change, svg_difference
from analysis.charts.changes import describe_changes, draw_changes, draw_changes_pages, svg_changes
from analysis.charts.course import describe_course, describe_outlook, svg_course, svg_outlook
from analysis.charts.dimensions import describe_dimensions, draw_dimensions, svg_dimensions
from analysis.charts.distributions import (
    describe_distributions,
    draw_distribution_pages,
    draw_distributions,
    svg_distributions,
)
from analysis.charts.funnel import describe_funnel, draw_funnel, svg_funnel
from analysis.charts.heat_map import describe_heat_map, draw_heat_map, draw_heat_map_pages, svg_heat_map
from analysis.charts.importance import describe_importance, draw_importance, draw_importance_pages, svg_importance
from analysis.charts.interval import comparison_bounds, svg_interval
from analysis.charts.numbers import (
    format_count,
    format_difference,
    format_number,
    format_share,
    format_share_range,
    format_target,
)
from analysis.charts.paper import to_pdf, to_png, to_svg
from analysis.charts.ranks import describe_ranks, draw_ranks, draw_ranks_pages, svg_rank, svg_rank_overview, svg_ranks
from analysis.charts.style import FONT_DIRECTORY
from analysis.charts.target_funnel import describe_target_funnel, draw_target_funnel, svg_target_funnel
from analysis.charts.trends import describe_trend, draw_trend, svg_trend
from analysis.charts.units import describe_units, draw_units, draw_units_pages, svg_units

__all__ = [
    "FONT_DIRECTORY",
    "comparison_bounds",
    "describe_benchmarks",
    "describe_changes",
    "describe_course",
    "describe_dimensions",
    "describe_distributions",
    "describe_funnel",
    "describe_heat_map",
    "describe_importance",
    "describe_outlook",
    "describe_ranks",
    "describe_target_funnel",
    "describe_trend",
    "describe_units",
    "draw_benchmarks",
    "draw_benchmarks_pages",
    "draw_changes",
    "draw_changes_pages",
    "draw_dimensions",
    "draw_distribution_pages",
    "draw_distributions",
    "draw_funnel",
    "draw_heat_map",
    "draw_heat_map_pages",
    "draw_importance",
    "draw_importance_pages",
    "draw_ranks",
    "draw_ranks_pages",
    "draw_target_funnel",
    "draw_trend",
    "draw_units",
    "draw_units_pages",
    "format_count",
    "format_difference",
    "format_number",
    "format_share",
    "format_share_range",
    "format_target",
    "svg_benchmarks",
    "svg_change",
    "svg_changes",
    "svg_course",
    "svg_difference",
    "svg_dimensions",
    "svg_distributions",
    "svg_funnel",
    "svg_heat_map",
    "svg_importance",
    "svg_interval",
    "svg_outlook",
    "svg_rank",
    "svg_rank_overview",
    "svg_ranks",
    "svg_target_funnel",
    "svg_trend",
    "svg_units",
    "to_pdf",
    "to_png",
    "to_svg",
]
