"""Commands that an operator types: `flask --app wsgi COMMAND`. Each file holds the commands of one room."""

from flask import Flask


def register(app: Flask) -> None:
    """Attach every command."""
    from survey_app.cli import (
        access,
        accounts,
        archives,
        backups,
        calendar,
        campaigns,
        database,
        demo,
        department_reports,
        doctor,
        erasure,
        languages,
        move,
        questionnaires,
        releases,
        reports,
        responses,
        sign_in,
        units,
        warnings,
    )

    about_people = (access, accounts, calendar, sign_in, units)
    about_results = (campaigns, department_reports, releases, reports, responses, warnings)
    about_the_service = (archives, backups, database, demo, doctor, erasure, languages, move, questionnaires)
    for module in (*about_people, *about_results, *about_the_service):
        for command in module.COMMANDS:
            app.cli.add_command(command)
