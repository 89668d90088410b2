"""The interface for programs keeps its contract: every answer fits `openapi.json`, whatever is asked."""

import json
from collections.abc import Iterator

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, settings

from survey_app import create_app
from survey_app.db import Database
from survey_app.views import openapi
from tests.pages import PageClient
from tests.survey_app.releases.samples import SECRET, release_sample, seal_sample

EXAMPLES = 12  # of each operation: known values of the sample are in the contract's test below


@pytest.fixture(scope="module")
def open_app(tmp_path_factory: pytest.TempPathFactory, shared_database_url: str) -> Iterator[Flask]:
    """The service with two releases of one campaign of a small department."""
    folder = tmp_path_factory.mktemp("open-data")
    app = create_app(
        {"DATABASE_URL": shared_database_url, "INSTANCE_FOLDER": folder, "SECRET_KEY": SECRET * 3, "TESTING": True}
    )
    database: Database = app.extensions["database"]
    seal_sample(database)
    with database.writing() as session:
        release_sample(session)
        first = release_sample(session, note="Sửa tên.")
        first.campaign.name = "Khảo sát 2026"
    yield app
    database.engine.dispose()


def described() -> dict[str, object]:
    """The contract with the codes of the sample, so that what is tried is found as often as not."""
    document = json.loads(json.dumps(openapi.describe()))
    for path in document["paths"].values():
        for parameter in path["get"]["parameters"]:
            schema = parameter["schema"]
            if parameter["name"] == "campaign_code":
                schema |= {"enum": ["2026", "2027"]}
            elif parameter["name"] == "number":
                schema |= {"maximum": 3}
            elif parameter["name"] == "code":
                schema |= {"enum": ["TH1", "TH3", "TH6", "X1", "X2", "TH", "all"]}
    found: dict[str, object] = document
    return found


schema = schemathesis.openapi.from_dict(described())


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_fits_the_contract(case: schemathesis.Case, open_app: Flask) -> None:
    plain = {"Accept-Encoding": "identity"}  # its own client does not unpack
    case.call_and_validate(app=open_app, base_url="http://localhost/api/v1", headers=plain)


@pytest.mark.slow
@pytest.mark.fuzz
@schema.parametrize()
@settings(max_examples=100 * EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_every_answer_fits_the_contract_however_often_it_is_asked(case: schemathesis.Case, open_app: Flask) -> None:
    case.call_and_validate(app=open_app, base_url="http://localhost/api/v1", headers={"Accept-Encoding": "identity"})


def test_the_contract_is_served_and_every_site_may_read_it(open_app: Flask) -> None:
    client = open_app.test_client()
    answer = client.get("/api/v1/openapi.json")
    assert answer.get_json() == openapi.describe()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert client.head("/api/v1/releases").status_code == 200
    assert client.options("/api/v1/releases").headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for method in ("post", "put", "delete", "patch"):
        refused = getattr(client, method)("/api/v1/releases")
        assert (refused.status_code, refused.get_json()["title"]) == (405, "Giao diện này chỉ để đọc")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/api/v1/nothing", 404, "Địa chỉ này không có"),
        ("/api/v1/releases?size=5", 400, "Tham số không có: size"),
        ("/api/v1/releases?page=0", 400, "page là số từ 1"),
        ("/api/v1/releases?page_size=501", 400, "page_size là số từ 1 đến 500"),
        ("/api/v1/releases/2031/1", 404, "Không có bản công bố này"),
        ("/api/v1/releases/2026/2/places?kind=school", 400, "kind là một trong"),
        ("/api/v1/releases/2026/2/places?kind=", 400, "kind là một trong"),
        ("/api/v1/releases/2026/2/places/unit/TH99", 404, "không có nơi ấy"),
        ("/api/v1/releases/2026/2/places/unit/%00", 404, ""),
        ("/api/v1/releases/%00/2", 404, ""),
    ],
)
def test_an_error_is_json_that_says_what_to_do(open_app: Flask, address: str, status: int, words: str) -> None:
    answer = open_app.test_client().get(address)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert words in answer.get_json()["detail"]


def test_lists_are_filtered_and_come_a_page_at_a_time(open_app: Flask) -> None:
    client = open_app.test_client()
    units = client.get("/api/v1/releases/2026/2/places?kind=unit&page_size=4&page=2").get_json()
    assert (units["total"], len(units["results"])) == (6, 2)
    named = client.get("/api/v1/releases/2026/2/places?name=ngok bay&kind=unit&commune=X2&level=TH").get_json()
    assert [one["code"] for one in named["results"]] == ["TH1", "TH3", "TH5"]
    assert client.get("/api/v1/releases/2026/2/places?page=99").get_json()["results"] == []


def test_the_documentation_is_a_page(open_app: Flask) -> None:
    page = PageClient(open_app.test_client()).get("/api/v1/")
    assert "/api/v1/releases/{campaign_code}/{number}/places" in page.text
