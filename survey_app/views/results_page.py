"""What the pages of published results show: sentences, charts and rows, all from the frozen figures of a release.

The words are for parents: what was found, how sure it is, what it does not say. Nothing is computed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import url_for

from analysis.charts.numbers import format_count, format_target
from analysis.charts.open_rows import PHRASES, OpenRow, open_interval_phrase, open_scale, svg_open_mark, svg_open_rows
from analysis.charts.scale import Scale
from survey_app.releases.reading import FrozenRelease, Plain
from survey_app.views.public import blueprint
from survey_app.views.release_addresses import address_of

blueprint.app_template_filter("day")(dt.date.fromisoformat)  # frozen content has days as texts


@blueprint.app_context_processor
def _name_reasons() -> dict[str, Any]:
    return {"open_phrases": PHRASES}


VERDICT_WORDS: Final = {
    "met": "đủ căn cứ để nói đạt chỉ tiêu {target}",
    "missed": "đủ căn cứ để nói không đạt chỉ tiêu {target}",
    "not shown": "chưa đủ căn cứ để nói đạt hay không đạt chỉ tiêu {target}",
}
POSITION_WORDS: Final = {
    "above": "cao hơn mức chung rõ rệt",
    "below": "thấp hơn mức chung rõ rệt",
    "within": "chưa thấy khác mức chung",
}
WITHHELD_SENTENCES: Final = {
    "none": "Chưa có phiếu nào nên chưa có kết quả.",
    "few": "Có dưới 10 phiếu nên không công bố: ít hơn thế thì có thể đoán được câu trả lời của từng người.",
    "wide": "Có quá ít phiếu để nói: khoảng rộng hơn 30 điểm phần trăm.",
    "protected": "Không công bố để bảo vệ người trả lời: cộng trừ với những con số khác có thể làm lộ một nhóm ít người.",
    "incomplete": "Thiếu kết quả của một phần nên không có con số chung.",
}
COLLECTIONS: Final = {"own": "", "independent": "Sở khảo sát độc lập", "sample": "Sở khảo sát mẫu ngẫu nhiên"}


@dataclass(frozen=True)
class Section:
    """What one questionnaire says of a place."""

    anchor: str
    title: str
    instrument: Plain
    figures: Plain
    finding: str
    basis: str
    position: str
    chart: str
    item_rows: tuple[tuple[str, str, Plain], ...]
    wording: str


@dataclass(frozen=True)
class ListRow:
    """One questionnaire of one place in a list; `about` says where the place lies, or which questionnaire it is."""

    name: str
    address: str
    about: str
    figure: Plain
    mark: str
    verdict: str | None
    target: float
    position: str


@dataclass(frozen=True)
class ResultPage:
    """A page on one place. `description` is what a card says beside the link; `address` is the page's own."""

    kind: str
    title: str
    place: Plain
    sections: tuple[Section, ...]
    description: str
    address: str
    picture: str
    levels: tuple[Plain, ...]
    communes: tuple[Plain, ...]
    summary: tuple[ListRow, ...]
    units: tuple[tuple[str, tuple[ListRow, ...]], ...]


def build_page(release: FrozenRelease, place: Plain, listed: Sequence[Plain], *, public_url: str) -> ResultPage:
    """The page on one place; `listed` are all places of the release where the page leads to some."""
    sections = tuple(_section(release, figures, number) for number, figures in enumerate(place["figures"], start=1))
    units: list[tuple[str, tuple[ListRow, ...]]] = []
    if place["kind"] == "commune":
        inside = [one for one in listed if one["kind"] == "unit" and (one["commune"] or {}).get("code") == place["code"]]
        for code in dict.fromkeys(figure["instrument"] for figure in place["figures"]):
            units.append((release.instrument(code)["short_title"], list_rows(release, figures_of(inside, code), placed=False)))
    title = f"Cấp {place['name']}" if place["kind"] == "level" else place["name"]
    return ResultPage(
        kind=place["kind"],
        title=title,
        place=place,
        sections=sections,
        description=_description(release, place, sections),
        address=public_url + address_of(release, place),
        picture=public_url + url_for("public.result_picture", campaign_code=release.campaign_code, number=release.number),
        levels=tuple(one for one in listed if one["kind"] == "level"),
        communes=tuple(one for one in listed if one["kind"] == "commune"),
        summary=_summary(release, place, sections) if len(sections) > 1 else (),
        units=tuple(units),
    )


def describe_share(figure: Plain) -> str:
    """A published share with its interval and its base: "93% (91 – 95), 120 phiếu"."""
    if "withheld" in figure:
        return WITHHELD_SENTENCES[figure["withheld"]]
    interval = open_interval_phrase(figure)
    forms = f"{format_count(figure['n'])}\N{NO-BREAK SPACE}phiếu"
    return f"{figure['value']}%{' ' + interval if interval else ''}, {forms}"


def _section(release: FrozenRelease, figures: Plain, number: int) -> Section:
    instrument = release.instrument(figures["instrument"])
    titles = {dimension["code"]: dimension for dimension in instrument["dimensions"]}
    share, target = figures["share"], release.target_of(figures["instrument"])
    finding = WITHHELD_SENTENCES.get(share.get("withheld", ""), "")
    if not finding:
        words = VERDICT_WORDS[figures["verdict"] or "not shown"].format(target=format_target(target))
        finding = f"{share['value']}% câu trả lời là hài lòng hoặc rất hài lòng: {words}."
    rows = [OpenRow("Cả phiếu", share, figures["verdict"], is_whole=True)]
    rows += [
        OpenRow(f"{part['code']}. {titles[part['code']]['title']}", part["share"], part["verdict"])
        for part in figures["dimensions"]
    ]
    is_shown = any("withheld" not in row.figure for row in rows)
    prefix = f"linh-vuc-{number}"
    chart = svg_open_rows(rows, target=target, label=f"Tỷ lệ hài lòng: {instrument['short_title']}", prefix=prefix)
    items = [
        (item["code"], text["text"], item)
        for part in figures["dimensions"]
        for item, text in zip(part["items"], titles[part["code"]]["items"], strict=True)
    ]
    if figures["overall"]:
        items.append((instrument["overall"]["code"], instrument["overall"]["text"], figures["overall"]))
    collection = COLLECTIONS[figures["collection"]]
    wording = instrument["wording"]
    return Section(
        anchor=f"phieu-{number}",
        title=instrument["short_title"] + (f" – {collection}" if collection else ""),
        instrument=instrument,
        figures=figures,
        finding=finding,
        basis=_basis(figures),
        position=POSITION_WORDS.get(figures.get("position") or "", ""),
        chart=chart if is_shown else "",
        item_rows=tuple(items) if any("withheld" not in item["share"] for *_, item in items) else (),
        wording=("Văn bản chính thức. " if wording["kind"] == "official" else "") + wording["note"],
    )


def _basis(figures: Plain) -> str:
    """On what the figures rest."""
    parts = []
    if figures["forms"] is not None:
        parts.append(f"Khoảng {format_count(figures['forms'])}\N{NO-BREAK SPACE}phiếu")
        if figures["eligible"]:
            parts.append(f"trên {format_count(figures['eligible'])} người được hỏi")
        if figures["participation"] is not None:
            parts.append(f"({figures['participation']}%)")
    if "units" in figures:
        parts.append(f"của {format_count(figures['covered'])}/{format_count(figures['units'])} đơn vị")
    return " ".join(parts) + "." if figures["forms"] is not None else ""


def figures_of(places: Sequence[Plain], instrument: str) -> list[tuple[Plain, Plain]]:
    """Places with their own figures on one questionnaire, or on each where none is given."""
    return [
        (place, figure)
        for place in places
        for figure in place["figures"]
        if figure["collection"] == "own" and instrument in ("", figure["instrument"])
    ]


def list_rows(
    release: FrozenRelease, figures: Sequence[tuple[Plain, Plain]], *, named: bool = False, placed: bool = True
) -> tuple[ListRow, ...]:
    """The rows of a list on one scale; `named` where they are of several questionnaires, `placed` to say the commune."""
    judged = max((release.target_of(figure["instrument"]) for _, figure in figures), default=release.target)
    scale: Scale = open_scale([figure["share"] for _, figure in figures], target=judged)
    return tuple(_row(release, place, figure, scale, named=named, placed=placed) for place, figure in figures)


def _row(release: FrozenRelease, place: Plain, figure: Plain, scale: Scale, *, named: bool, placed: bool) -> ListRow:
    position, target = figure.get("position"), release.target_of(figure["instrument"])
    title = release.instrument(figure["instrument"])["short_title"] if named else ""
    commune = (place.get("commune") or {}).get("name", "") if placed else ""
    return ListRow(
        name=place["name"],
        address=address_of(release, place),
        about=" · ".join(words for words in (title, commune) if words),
        figure=figure["share"],
        mark=svg_open_mark(figure["share"], scale, target=target, position=position),
        verdict=figure["verdict"],
        target=target,
        position=POSITION_WORDS.get(position or "", ""),
    )


def _summary(release: FrozenRelease, place: Plain, sections: Sequence[Section]) -> tuple[ListRow, ...]:
    """One row per questionnaire, which leads to its section further down."""
    rows = list_rows(release, [(place, section.figures) for section in sections], placed=False)
    return tuple(
        replace(row, name=section.title, address=f"#{section.anchor}", about="")
        for row, section in zip(rows, sections, strict=True)
    )


def _description(release: FrozenRelease, place: Plain, sections: Sequence[Section]) -> str:
    """What a card says in two lines."""
    share = place["official"]["share"] if place["kind"] == "whole" else sections[0].figures["share"]
    figure = "" if "withheld" in share else f"Tỷ lệ hài lòng {describe_share(share)}. "
    return f"{figure}{release.campaign_name}. Mỗi con số có khoảng và số phiếu."
