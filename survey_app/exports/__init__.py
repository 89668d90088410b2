"""One file per format: report in, bytes out."""
