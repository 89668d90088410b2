"""Pages that run the whole department: units, campaigns, releases, accounts. No commune, no level department comes in."""

from flask import Blueprint

from survey_app.accounts.guard import guard

blueprint = Blueprint("management", __name__, url_prefix="/management")
guard(blueprint, "department", whole=True)
