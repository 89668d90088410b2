"""`python -m analysis`: the same analysis from files, without the web."""

import sys

from analysis.desk.command import main

if __name__ == "__main__":
    sys.exit(main())
