"""Blueprints, one file each. A view asks the clock and the session, calls one room, and renders."""

from flask import Flask
from flask_wtf import CSRFProtect

from survey_app.views import compression, department, errors, filters, headers, public, respond, sign_in, unit


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Attach every blueprint. Respondents' pages set no cookie, so their form brings a check of its own."""
    for module in (public, respond, sign_in, unit, department):
        app.register_blueprint(module.blueprint)
    csrf.exempt(respond.blueprint)
    errors.register(app)
    filters.register(app)
    headers.register(app)
    compression.register(app)
