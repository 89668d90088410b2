"""Commands that an operator types: `flask --app wsgi COMMAND`. Each file holds the commands of one room."""

from flask import Flask


def register(app: Flask) -> None:
    """Attach every command."""
    from survey_app.cli import (
        access,
        accounts,
        calendar,
        campaigns,
        database,
        demo,
        languages,
        questionnaires,
        reports,
        responses,
        units,
    )

    about_people = (access, accounts, calendar, units)
    for module in (*about_people, campaigns, database, demo, languages, questionnaires, reports, responses):
        for command in module.COMMANDS:
            app.cli.add_command(command)
