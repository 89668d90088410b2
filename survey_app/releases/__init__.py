"""Releases: figures frozen for everybody, signed off, corrected by a further release, withdrawn honestly; never changed."""
