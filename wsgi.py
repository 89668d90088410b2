"""The entry of a WSGI server: `gunicorn wsgi:app`."""

from survey_app import create_app

app = create_app()
