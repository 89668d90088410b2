"""Blueprints, one file each. A view asks the clock and the session, calls one room, and renders."""

from flask import Flask
from flask_wtf import CSRFProtect

from survey_app.views import (
    compression,
    department,
    department_comments,
    department_self_assessments,
    errors,
    filters,
    headers,
    kiosk,
    paper,
    paper_entry,
    public,
    public_unit,
    respond,
    sign_in,
    unit,
    unit_actions,
    unit_annual,
    unit_comments,
    unit_data,
    unit_home,
    unit_imports,
    unit_kiosk,
    unit_plan,
    unit_self_assessments,
    unit_settings,
    unit_slips,
)


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Attach every blueprint. Respondents' pages set no cookie, so their form brings a check of its own."""
    own_answers = (unit_comments, unit_data, unit_imports)
    own_papers = (unit_actions, unit_annual, unit_plan, unit_self_assessments, unit_settings)
    for page in (unit_home, unit_kiosk, unit_slips, paper, paper_entry, *own_answers, *own_papers):
        assert page.blueprint is unit.blueprint  # a page of the unit in a file of its own
    for page in (public_unit,):
        assert page.blueprint is public.blueprint
    for page in (department_comments, department_self_assessments):
        assert page.blueprint is department.blueprint
    for module in (public, respond, kiosk, sign_in, unit, department):
        app.register_blueprint(module.blueprint)
    csrf.exempt(respond.blueprint)
    csrf.exempt(kiosk.blueprint)
    for look_up in (public.home, public.receipt):
        csrf.exempt(look_up)  # it changes nothing, and a token would need a cookie
    errors.register(app)
    filters.register(app)
    headers.register(app)
    compression.register(app)
