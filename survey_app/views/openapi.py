"""The contract of the interface for programs as an OpenAPI 3.1 document. What stands here is tested against every answer."""

from functools import cache
from typing import Any, Final

Plain = dict[str, Any]

_JSON: Final = "application/json"


@cache
def describe() -> Plain:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Thước Đo: kết quả khảo sát đã công bố",
            "version": "1.0.0",
            "description": "Chỉ để đọc. Mọi con số giống hệt trên trang /ket-qua: cùng cách làm tròn, cùng những chỗ không "
            "công bố. Mã của nơi và địa chỉ có số bản không đổi. Xin dẫn con số cùng khoảng (low, high) và số phiếu (n).",
            "license": {"name": "Giấy phép ghi ở trường licence của từng bản công bố"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {
            "/releases": _path("releases", "Các bản công bố, kể cả bản đã rút", [*_PAGING], _page("ReleaseHead")),
            "/releases/{campaign_code}/{number}": _path(
                "release", "Một bản công bố: phiếu, chỉ tiêu, cách tính, giấy phép, người ký", [*_RELEASE], _ref("Release"), 404
            ),
            "/releases/{campaign_code}/{number}/places": _path(
                "places",
                "Các nơi có kết quả, xếp theo tên, với con số chính",
                [*_RELEASE, *_FILTERS, *_PAGING],
                _page("PlaceSummary"),
                404,
                410,
            ),
            "/releases/{campaign_code}/{number}/places/{kind}/{code}": _path(
                "place",
                "Mọi con số của một nơi",
                [*_RELEASE, _in_path("kind", _KIND), _in_path("code", {"type": "string", "minLength": 1, "maxLength": 32})],
                _ref("Place"),
                404,
                410,
            ),
        },
        "components": {"schemas": _schemas()},
    }


def _path(name: str, summary: str, parameters: list[Plain], schema: Plain, *errors: int) -> Plain:
    replies: Plain = {
        "200": {
            "description": summary,
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "Gửi lại trong If-None-Match để nhận 304."}},
            "content": {_JSON: {"schema": schema}},
        },
        "304": {"description": "Không đổi so với ETag đã gửi."},
    }
    for status in (400, *errors):
        content = {"application/problem+json": {"schema": _ref("Problem")}}
        replies[str(status)] = {"description": _ERRORS[status], "content": content}
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": replies}}


_ERRORS: Final = {
    400: "Tham số không đúng.",
    404: "Không có bản công bố hoặc nơi ấy.",
    410: "Bản công bố đã được rút; lý do ghi trong detail.",
}
_KIND: Final = {"type": "string", "enum": ["whole", "level", "commune", "unit"]}


def _in_path(name: str, schema: Plain) -> Plain:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(name: str, about: str, schema: Plain) -> Plain:
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}


_RELEASE: Final = (
    _in_path("campaign_code", {"type": "string", "pattern": "^[A-Z0-9]+(-[A-Z0-9]+)*$", "minLength": 1, "maxLength": 16}),
    _in_path("number", {"type": "integer", "minimum": 1, "maximum": 9999}),
)
_PAGING: Final = (
    _in_query("page", "Trang, từ 1.", {"type": "integer", "minimum": 1, "maximum": 100000, "default": 1}),
    _in_query("page_size", "Số dòng một trang.", {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}),
)
_FILTERS: Final = (
    _in_query("kind", "Loại nơi.", _KIND),
    _in_query("commune", "Mã xã phường: chỉ các đơn vị ở đó.", {"type": "string"}),
    _in_query("level", "Mã cấp học: chỉ các đơn vị của cấp đó.", {"type": "string"}),
    _in_query("name", "Chữ trong tên, không cần dấu.", {"type": "string"}),
)


def _ref(name: str) -> Plain:
    return {"$ref": f"#/components/schemas/{name}"}


def _page(name: str) -> Plain:
    return _object(
        total={"type": "integer", "minimum": 0},
        page={"type": "integer", "minimum": 1},
        page_size={"type": "integer", "minimum": 1, "maximum": 500},
        results={"type": "array", "items": _ref(name)},
    )


def _object(*, optional: Plain | None = None, **required: Plain) -> Plain:
    properties = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _or_null(schema: Plain) -> Plain:
    return {"anyOf": [schema, {"type": "null"}]}


def _figure(value: Plain, end: Plain) -> Plain:
    """A figure with its interval and base, or the reason why there is none."""
    shown = _object(
        value=value,
        low=_or_null(end),
        high=_or_null(end),
        n={"type": "integer", "minimum": 10, "multipleOf": 5},
        interval=_INTERVAL,
    )
    return {"oneOf": [shown, _object(withheld={"type": "string", "enum": ["none", "few", "wide", "protected", "incomplete"]})]}


_INTERVAL: Final = {"type": "string", "enum": ["interval", "census", "bounds", "none"]}
_TEXT: Final = {"type": "string"}
_DAY: Final = {"type": "string", "format": "date"}
_PERCENT: Final = {"type": "integer", "minimum": 0, "maximum": 100}
_COUNT: Final = _or_null({"type": "integer", "minimum": 0, "multipleOf": 5})
_VERDICT: Final = _or_null({"type": "string", "enum": ["met", "missed", "not shown"]})
_POSITION: Final = _or_null({"type": "string", "enum": ["above", "within", "below"]})


def _schemas() -> Plain:
    named: Plain = {
        "instrument": _TEXT,
        "unit_kind": _TEXT,
        "collection": {"type": "string", "enum": ["own", "independent", "sample"]},
    }
    item = _object(code=_TEXT, share=_ref("Share"), mean=_ref("Mean"), answers=_or_null({"type": "array", "items": _PERCENT}))
    dimension = _object(
        code=_TEXT, share=_ref("Share"), mean=_ref("Mean"), verdict=_VERDICT, items={"type": "array", "items": _ref("Item")}
    )
    groups: Plain = {name: {"type": "integer", "minimum": 0} for name in ("units", "answering", "covered")}
    figures = _object(
        **named,
        forms=_COUNT,
        eligible=_COUNT,
        participation=_or_null(_PERCENT),
        share=_ref("Share"),
        mean=_ref("Mean"),
        verdict=_VERDICT,
        overall=_or_null(_ref("Item")),
        expectation=_or_null(_ref("Mean")),
        dimensions={"type": "array", "items": _ref("Dimension")},
        optional={"position": _POSITION, **groups},
    )
    headline = _object(**named, forms=_COUNT, share=_ref("Share"), verdict=_VERDICT, optional={"position": _POSITION})
    about: Plain = {"kind": _KIND, "code": _TEXT, "name": _TEXT}
    where: Plain = {
        "unit_kind": _TEXT,
        "levels": {"type": "array", "items": _TEXT},
        "commune": _or_null(_object(code=_TEXT, name=_TEXT)),
        "official": _object(share=_ref("Share"), verdict=_VERDICT),
    }
    head: Plain = {
        **dict.fromkeys(("campaign_code", "campaign_name", "note", "fingerprint", "withdrawn_because"), _TEXT),
        "number": {"type": "integer", "minimum": 1},
        "state": {"type": "string", "enum": ["published", "withdrawn"]},
        "is_newest": {"type": "boolean"},
        "published_on": _DAY,
        "signed_by": _object(name=_TEXT, post=_TEXT, on=_DAY),
        "withdrawn_on": _or_null(_DAY),
    }
    return {
        "ReleaseHead": _object(**head),
        "Release": _object(**head, optional=_terms()),
        "PlaceSummary": _object(**about, figures={"type": "array", "items": headline}, optional=where),
        "Place": _object(**about, figures={"type": "array", "items": figures}, optional=where),
        "Share": _figure(_PERCENT, _PERCENT),
        "Mean": _figure(*({"type": "number", "minimum": 0, "maximum": 100},) * 2),
        "Item": item,
        "Dimension": dimension,
        "Problem": _object(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT),
    }


def _terms() -> Plain:
    """What a release that is not withdrawn says of itself; it may gain fields."""
    loose: Plain = {"type": "object"}
    return {
        "format": {"type": "integer"},
        "department": _TEXT,
        "campaign": loose,
        "target": {"type": "number", "minimum": 0, "maximum": 100},
        "targets": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 100}},
        "convention": {"type": "string", "enum": ["answers", "mean", "eligible"]},
        "method_version": _TEXT,
        "thresholds": loose,
        "access": _TEXT,
        "instruments": {"type": "array", "items": loose},
        "reports": {"type": "array", "items": loose},
        "licence": _object(name=_TEXT, url=_TEXT),
    }
