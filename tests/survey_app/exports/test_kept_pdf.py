"""A file that strangers may fetch is made once, however many ask."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from survey_app.documents.frozen import document_from_json, document_to_json
from survey_app.exports import official_pdf
from survey_app.exports.official_pdf import build_kept_pdf, build_official_pdf
from tests.official_documents import minimal_document


def test_strangers_who_ask_at_once_get_the_same_file_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def count(document, build=build_official_pdf):
        made.append(document.summary)
        return build(document)

    monkeypatch.setattr(official_pdf, "build_official_pdf", count)
    official_pdf._keep_pdf.cache_clear()
    document = minimal_document()
    copies = [document_from_json(document_to_json(document)) for _ in range(8)]  # as each request reads it
    with ThreadPoolExecutor(8) as pool:
        files = set(pool.map(build_kept_pdf, copies))
    assert files == {build_official_pdf(document)}
    assert len(made) == 1
    assert build_kept_pdf(replace(document, summary="Kế hoạch khác")) not in files
