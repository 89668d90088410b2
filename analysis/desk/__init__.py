"""The same analysis from files, without the web: `python -m analysis` (docs/operations.md).

Reads tables of answers, hands them to the same builders as the service, and writes their reports as JSON, as a table for a
terminal or as a page. Must not compute a figure and must not know the web or a database.
"""
