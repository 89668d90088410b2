"""The styles of an official Word document (Nghị định 30/2020/NĐ-CP, Phụ lục I) and the settings of its file.

Every kind of paragraph has a named style, so that a clerk who adds a paragraph by hand gets the right look. The styles replace
those of the writer's template, whose theme fonts, colours and language are not ours. Knows no document.
"""

from dataclasses import dataclass
from typing import Final, Literal

from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement

from survey_app.exports.docx_elements import Alignment, element, flag, twips

FONT: Final = "Times New Roman"
LANGUAGE: Final = "vi-VN"
FIRST_LINE: Final = 12.7  # millimetres; 10 to 12.7 are allowed
TABLE_SIZES: Final = (12, 11, 10)  # points: in the body, in annexes, and where a wide table would not be readable otherwise
_COMPATIBILITY_URI: Final = "http://schemas.microsoft.com/office/word"


@dataclass(frozen=True)
class Style:
    """A paragraph style: sizes and spaces in points, `line` in lines, `first` the first line's indent in millimetres."""

    id: str
    name: str
    size: int = 13
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: Alignment = "left"
    before: float = 0
    after: float = 0
    line: float = 1
    first: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    outline: int | None = None
    next: str = "BodyText"
    is_built_in: bool = False


STYLES: Final = (
    Style("BodyText", "Body Text", align="both", after=6, line=1.15, first=FIRST_LINE, is_built_in=True),
    Style("Basis", "Căn cứ", italic=True, align="both", after=6, line=1.15, first=FIRST_LINE, next="Basis"),
    Style("Item", "Gạch đầu dòng", align="both", after=6, line=1.15, first=FIRST_LINE, next="Item"),
    Style("Note", "Ghi chú bảng", size=11, italic=True, align="both", before=3, after=3, next="Note"),
    Style(
        "Heading1",
        "heading 1",
        bold=True,
        caps=True,
        align="both",
        before=8,
        after=6,
        line=1.15,
        first=FIRST_LINE,
        keep_next=True,
        keep_lines=True,
        outline=0,
        is_built_in=True,
    ),
    Style(
        "Heading2",
        "heading 2",
        bold=True,
        align="both",
        before=6,
        after=6,
        line=1.15,
        first=FIRST_LINE,
        keep_next=True,
        keep_lines=True,
        outline=1,
        is_built_in=True,
    ),
    Style(
        "Heading3",
        "heading 3",
        align="both",
        after=6,
        line=1.15,
        first=FIRST_LINE,
        keep_next=True,
        keep_lines=True,
        outline=2,
        is_built_in=True,
    ),
    Style("Header", "header", align="center", next="Header", is_built_in=True),
    Style("Superior", "Cơ quan chủ quản", size=12, align="center", next="Issuer"),
    Style("Issuer", "Cơ quan ban hành", size=12, bold=True, align="center", next="Issuer"),
    Style("NationalName", "Quốc hiệu", size=12, bold=True, align="center", next="Motto"),
    Style("Motto", "Tiêu ngữ", bold=True, align="center", next="Motto"),
    Style("NumberLine", "Số và ký hiệu", align="center", before=8, next="NumberLine"),
    Style("PlaceDate", "Địa danh và ngày tháng", italic=True, align="center", before=8, next="PlaceDate"),
    Style("Kind", "Tên loại văn bản", size=14, bold=True, align="center", before=18, keep_next=True, next="Summary"),
    Style("Summary", "Trích yếu", size=14, bold=True, align="center", keep_next=True),
    Style("Addressee", "Kính gửi", after=6, next="Addressee"),
    Style("Rule", "Đường kẻ", size=1, align="center", before=2.5, next="Rule"),
    Style("Caption", "caption", bold=True, align="center", before=6, after=4, keep_lines=True, is_built_in=True),
    Style("Picture", "Biểu đồ", align="center", before=6, after=2, keep_next=True, next="Caption"),
    *(
        Style(f"Table{size}", f"Chữ trong bảng {size}", size=size, before=2, after=2, next=f"Table{size}")
        for size in TABLE_SIZES
    ),
    Style("RecipientsTitle", "Nơi nhận", size=12, bold=True, italic=True, next="Recipients"),
    Style("Recipients", "Danh sách nơi nhận", size=11, next="Recipients"),
    Style("Post", "Chức vụ người ký", bold=True, align="center", next="Post"),
    Style("Signer", "Họ tên người ký", bold=True, align="center", next="Signer"),
    Style("Annex", "Phụ lục", size=14, bold=True, align="center", keep_next=True, outline=0, next="AnnexReference"),
    Style("AnnexReference", "Kèm theo", italic=True, align="center", before=3, after=12),
    Style("Tail", "Cuối phần", size=1, next="Tail"),
)


def apply_styles(document: WordDocument) -> None:
    """Put our styles in the place of the template's."""
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    styles.extend((_defaults(), _latent(), _normal(), *map(_paragraph_style, STYLES), *_other_styles()))


def apply_settings(document: WordDocument) -> None:
    """Say that the file is of today's Word and in Vietnamese, and nothing that the template's author had chosen."""
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    compatibility = {
        "compatibilityMode": 15,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
        "differentiateMultirowTableHeaders": 1,
    }
    settings.extend(
        (
            element("w:zoom", percent=100),
            element("w:defaultTabStop", val=twips(FIRST_LINE)),
            element("w:characterSpacingControl", val="doNotCompress"),
            element(
                "w:compat",
                element("w:doNotExpandShiftReturn"),  # a line that somebody ended by hand is not stretched
                *(
                    element("w:compatSetting", name=name, uri=_COMPATIBILITY_URI, val=value)
                    for name, value in compatibility.items()
                ),
            ),
            element("w:themeFontLang", val=LANGUAGE),
            element("w:decimalSymbol", val=","),
            element("w:listSeparator", val=";"),
        )
    )


def _defaults() -> BaseOxmlElement:
    fonts = element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    language = element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA")
    run = element("w:rPr", fonts, element("w:color", val="000000"), *_size(13), language)
    return element("w:docDefaults", element("w:rPrDefault", run), element("w:pPrDefault", element("w:pPr")))


def _latent() -> BaseOxmlElement:
    return element(
        "w:latentStyles",
        defLockedState=0,
        defUIPriority=99,
        defSemiHidden=1,
        defUnhideWhenUsed=1,
        defQFormat=0,
        count=376,
    )


def _normal() -> BaseOxmlElement:
    language = element("w:lang", val=LANGUAGE)
    return _style("paragraph", "Normal", "Normal", element("w:qFormat"), element("w:rPr", language), is_default=True)


def _paragraph_style(style: Style) -> BaseOxmlElement:
    spaces = {"before": round(style.before * 20), "after": round(style.after * 20)}
    height: dict[str, str | int] = {"line": round(style.line * 240), "lineRule": "auto"}
    if style.size == 1:
        height = {"line": 40, "lineRule": "exact"}
    paragraph = element(
        "w:pPr",
        flag("w:keepNext", style.keep_next),
        flag("w:keepLines", style.keep_lines),
        element("w:spacing", **spaces, **height),
        element("w:ind", firstLine=twips(style.first)) if style.first else None,
        element("w:jc", val=style.align),
        None if style.outline is None else element("w:outlineLvl", val=style.outline),
    )
    run = element(
        "w:rPr",
        element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT),
        *(flag(tag, style.bold) for tag in ("w:b", "w:bCs")),
        *(flag(tag, style.italic) for tag in ("w:i", "w:iCs")),
        flag("w:caps", style.caps),
        *_size(style.size),
    )
    links = (element("w:basedOn", val="Normal"), element("w:next", val=style.next), element("w:qFormat"))
    return _style("paragraph", style.id, style.name, *links, paragraph, run, is_custom=not style.is_built_in)


def _other_styles() -> tuple[BaseOxmlElement, ...]:
    margins = element(
        "w:tblCellMar",
        element("w:top", w=0, type="dxa"),
        element("w:left", w=85, type="dxa"),
        element("w:bottom", w=0, type="dxa"),
        element("w:right", w=85, type="dxa"),
    )
    table = element("w:tblPr", element("w:tblInd", w=0, type="dxa"), margins)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = element("w:tblBorders", *(element(f"w:{side}", val="single", sz=4, space=0, color="000000") for side in sides))
    grey = element("w:rPr", element("w:shd", val="clear", color="auto", fill="D9D9D9"))
    return (
        _style("character", "DefaultParagraphFont", "Default Paragraph Font", *_hidden(), is_default=True),
        _style("character", "Blank", "Chỗ cần điền", element("w:qFormat"), grey, is_custom=True),
        _style("table", "TableNormal", "Normal Table", *_hidden(), table, is_default=True),
        _style("table", "TableGrid", "Table Grid", element("w:basedOn", val="TableNormal"), element("w:tblPr", borders)),
        _style("numbering", "NoList", "No List", *_hidden(), is_default=True),
    )


def _hidden() -> tuple[BaseOxmlElement, ...]:
    return element("w:uiPriority", val=99), element("w:semiHidden"), element("w:unhideWhenUsed")


def _style(
    kind: Literal["paragraph", "character", "table", "numbering"],
    style_id: str,
    name: str,
    *children: BaseOxmlElement | None,
    is_default: bool = False,
    is_custom: bool = False,
) -> BaseOxmlElement:
    attributes: dict[str, str | int] = {"type": kind, "styleId": style_id}
    if is_default:
        attributes["default"] = 1
    if is_custom:
        attributes["customStyle"] = 1
    return element("w:style", element("w:name", val=name), *children, **attributes)


def _size(points: int) -> tuple[BaseOxmlElement, BaseOxmlElement]:
    return element("w:sz", val=points * 2), element("w:szCs", val=points * 2)
