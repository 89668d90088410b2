"""What a reader of the comparison chose, as the address spells it: every view and every page can be kept as a bookmark."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from survey_app.paging import read_page

View = Literal["funnel", "target", "intervals", "ranks", "dimensions", "change", "drivers", "benchmark"]
VIEWS: Final[dict[View, str]] = {
    "funnel": "Phễu",
    "intervals": "Từng đơn vị",
    "ranks": "Hạng và nhóm",
    "dimensions": "Các lĩnh vực",
    "change": "Thay đổi",
    "drivers": "Điều gắn với hài lòng",
    "benchmark": "Theo cơ cấu khối",
}  # the funnel around the target stands beside the funnel, under its tab
FILES: Final[dict[View, str]] = {
    "funnel": "pheu",
    "target": "pheu-chi-tieu",
    "intervals": "don-vi",
    "ranks": "hang",
    "dimensions": "linh-vuc",
    "change": "thay-doi",
    "drivers": "dieu-gan-voi-hai-long",
    "benchmark": "theo-khoi",
}
WITHOUT_MEASURE: Final = ("dimensions", "drivers")  # views of the whole questionnaire with all its parts
WITHOUT_UNITS: Final = ("drivers",)  # views of the whole department
PAGE_ROWS: Final = 50


@dataclass(frozen=True)
class Choice:
    """What was chosen; "" stands for everything, or for what comes first."""

    view: View
    instrument: str = ""
    measure: str = ""
    kind: str = ""
    commune: str = ""
    group: str = ""
    name: str = ""
    page: int = 1

    @classmethod
    def of(cls, view: View, chosen: Mapping[str, str]) -> "Choice":
        """The choice that a query string spells."""
        typed = {
            key: chosen.get(key, "").strip()[:200] for key in ("instrument", "measure", "kind", "commune", "group", "name")
        }
        return cls(view, **typed, page=read_page(chosen))

    def address(self, **changes: object) -> dict[str, object]:
        """What `url_for` takes to lead to this choice with some changes; what stands for everything is left out."""
        changed = replace(self, **changes)  # type: ignore[arg-type]
        said = {key: value for key, value in vars(changed).items() if value and (key, value) != ("page", 1)}
        return said if changed.view != "funnel" else {key: value for key, value in said.items() if key != "view"}
