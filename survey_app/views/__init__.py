"""Blueprints, one file each. A view asks the clock and the session, calls one room, and renders."""

from types import ModuleType
from typing import Final

from flask import Flask
from flask_wtf import CSRFProtect

from survey_app.views import (
    account,
    account_second_factor,
    accounts_page,
    budgets,
    compression,
    department,
    department_comments,
    department_comparison,
    department_coverage,
    department_digest,
    department_home,
    department_reminders,
    department_report,
    department_self_assessments,
    department_warnings,
    errors,
    filters,
    first_sign_in,
    headers,
    kept_pages,
    kiosk,
    management,
    management_audit,
    management_calendar,
    management_campaigns,
    management_collections,
    management_comments,
    management_drafts,
    management_letterhead,
    management_office,
    management_plan,
    management_preview,
    management_releases,
    management_security,
    management_warnings,
    open_data,
    operation,
    paper,
    paper_entry,
    public,
    public_reading,
    public_unit,
    respond,
    results,
    sign_in,
    single_sign_on,
    unit,
    unit_actions,
    unit_annual,
    unit_comments,
    unit_data,
    unit_edit,
    unit_home,
    unit_imports,
    unit_kiosk,
    unit_plan,
    unit_self_assessments,
    unit_settings,
    unit_slips,
    units_import,
    units_page,
)

# the module that makes a blueprint → those that add pages to it
PAGES: Final[dict[ModuleType, tuple[ModuleType, ...]]] = {
    public: (public_unit, results),
    sign_in: (first_sign_in, single_sign_on),
    account: (account_second_factor,),
    unit: (
        paper,
        paper_entry,
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
    ),
    department: (
        department_comments,
        department_comparison,
        department_coverage,
        department_digest,
        department_home,
        department_reminders,
        department_report,
        department_self_assessments,
        department_warnings,
    ),
    management: (
        accounts_page,
        management_audit,
        management_calendar,
        management_campaigns,
        management_collections,
        management_comments,
        management_drafts,
        management_letterhead,
        management_office,
        management_plan,
        management_preview,
        management_releases,
        management_security,
        management_warnings,
        unit_edit,
        units_import,
        units_page,
    ),
}


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Attach every blueprint. Respondents' pages set no cookie, so their form brings a check of its own."""
    for first, others in PAGES.items():
        for page in others:
            assert page.blueprint is first.blueprint  # a page in a file of its own
    for module in (public, respond, kiosk, sign_in, account, unit, department, management):
        app.register_blueprint(module.blueprint)
    csrf.exempt(respond.blueprint)
    csrf.exempt(kiosk.blueprint)
    for look_up in (public.home, public.receipt):
        csrf.exempt(look_up)  # it changes nothing, and a token would need a cookie
    open_data.register(app)
    public_reading.register(app)
    budgets.register(app)
    operation.register(app)
    errors.register(app)
    filters.register(app)
    headers.register(app)
    kept_pages.register(app)
    compression.register(app)
