"""The application with one page more: a document in the staff layout, as a view includes it."""

from pathlib import Path

from flask import Flask, render_template_string

from survey_app import create_app
from survey_app.documents.model import Document
from survey_app.exports.official_html import official_page

ADDRESS = "/van-ban"
TEMPLATE = """{% extends "base.html" %}
{% from "documents/_document.html" import sheet %}
{% block heading %}Báo cáo năm 2026{% endblock %}
{% block head %}
<link rel="stylesheet" href="{{ url_for('public.chart_style') }}">
<link rel="stylesheet" href="{{ url_for('static', filename='document.css') }}">
{% endblock %}
{% block main %}{{ sheet(page) }}{% endblock %}
"""


def make_application(folder: Path, document: Document) -> Flask:
    """No database is opened: nobody is signed in."""
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'none.sqlite3'}",
        "INSTANCE_FOLDER": folder,
        "SECRET_KEY": "a test's secret",
    }
    app = create_app(settings)

    @app.get(ADDRESS)
    def sample_page() -> str:
        return render_template_string(TEMPLATE, page=official_page(document, top=2))

    return app
