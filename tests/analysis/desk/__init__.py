"""The command `python -m analysis`, run as a program of its own."""
