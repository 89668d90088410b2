"""Who asks, who reads: the web service. `create_app` wires the rooms together and does nothing else."""

from typing import Any

from flask import Flask, request
from flask_wtf import CSRFProtect

from survey_app import cli, languages, views
from survey_app.accounts.single_sign_on import check_settings, find_provider
from survey_app.config import PROJECT_FOLDER, load_config
from survey_app.db import Database
from survey_app.views.errors import Application


class Protection(CSRFProtect):  # type: ignore[misc]
    """Takes a form with a field that has no name, as no browser sends it, for one without a token; the library fails at it."""

    def _get_csrf_token(self) -> Any:
        return None if None in request.form else super()._get_csrf_token()


def create_app(settings: dict[str, Any] | None = None) -> Flask:
    """The application; `settings` override what the environment says."""
    app = Application(__name__, template_folder=str(PROJECT_FOLDER / "templates"))
    app.config.update(load_config() | (settings or {}))
    provider = find_provider(app.config)
    if provider is not None:
        check_settings(provider)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["database"] = Database(app.config["DATABASE_URL"], connect_seconds=app.config["DATABASE_CONNECT_SECONDS"])
    languages.register(app)
    csrf = Protection(app)
    views.register(app, csrf)
    cli.register(app)
    return app
