"""What the answers say: sheets to sums, sums to estimates with intervals, estimates to reports and charts.

Imports `questionnaires` only: no web, no database. Each module names the section of docs/methods.md that it implements.
"""

METHOD_VERSION = "1"  # printed on every report; raised when a published figure would change
