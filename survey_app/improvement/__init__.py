"""What units change because of what they were told. Knows no answer and no result."""
