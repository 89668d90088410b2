"""What official documents say: from reports and settings to a `Document`, which `exports` turns into files."""
