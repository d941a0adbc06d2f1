"""`python -m seminars` is `seminars`."""

from seminars.cli import main

main()
