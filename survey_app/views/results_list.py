"""Lists of published places, found by name, cut into pages. In the order of names and in no other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from survey_app.models.organisation import LEVEL_NAMES
from survey_app.paging import Pager, paginate, read_page
from survey_app.releases.reading import FrozenRelease, Plain
from survey_app.views.results_page import ListRow, figures_of, list_rows
from survey_app.views.selection import fold, is_named

ROWS: Final = 50  # of a list on one page


@dataclass(frozen=True)
class ListPage:
    """A list of places, filtered and cut into pages. `instrument` is the questionnaire whose figures stand in the rows."""

    rows: tuple[ListRow, ...]
    found: int
    pager: Pager
    name: str
    commune: str
    level: str
    instrument: str
    instruments: tuple[tuple[str, str], ...]
    communes: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]

    @property
    def chosen(self) -> dict[str, str]:
        """The choice as a query."""
        wanted = {"ten": self.name, "xa": self.commune, "cap": self.level, "phieu": self.instrument}
        return {name: value for name, value in wanted.items() if value}


def build_list(release: FrozenRelease, places: Sequence[Plain], asked: Mapping[str, str], *, kind: str = "unit") -> ListPage:
    """A page of the list that a reader asked for; whatever is unknown counts as not chosen."""
    every = [place for place in places if place["kind"] == kind]
    instruments = tuple(
        (one["code"], one["short_title"])
        for one in release.content["instruments"]
        if any(figure["instrument"] == one["code"] for place in every for figure in place["figures"])
    )
    communes = {place["commune"]["code"]: place["commune"]["name"] for place in every if place.get("commune")}
    listed = [place for place in places if place["kind"] == "commune"]
    order = {place["code"]: number for number, place in enumerate(listed)}
    levels = {level for place in every for level in place.get("levels", ())}
    name = asked.get("ten", "").strip()[:200]
    commune, level = asked.get("xa", ""), asked.get("cap", "")
    commune, level = commune if commune in communes else "", level if level in levels else ""
    instrument = asked.get("phieu", "")
    instrument = instrument if instrument in dict(instruments) else ""
    wanted = [
        place
        for place in every
        if (not name or is_named(place["name"], name) or fold(place["code"]) == fold(name))
        and (not commune or (place["commune"] or {}).get("code") == commune)
        and (not level or level in place["levels"])
    ]
    if not instrument and kind != "unit":  # places above units are listed on one questionnaire, for like meets like only
        instrument = next((code for code, _ in instruments), "")
    figures = figures_of(wanted, instrument)
    shown, pager = paginate(figures, read_page(asked, name="trang"), size=ROWS)
    return ListPage(
        rows=list_rows(release, shown, named=not instrument),
        found=len({place["code"] for place, _ in figures}),
        pager=pager,
        name=name,
        commune=commune,
        level=level,
        instrument=instrument,
        instruments=instruments,
        communes=tuple(sorted(communes.items(), key=lambda one: order.get(one[0], 0))),
        levels=tuple((code, words) for code, words in LEVEL_NAMES.items() if code in levels),
    )
