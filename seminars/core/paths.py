"""Where templates, static files, migrations and translations lie, in a checkout and in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
_IN_WHEEL = PACKAGE / "_data"

ROOT = (
    _IN_WHEEL if _IN_WHEEL.is_dir() and not (PACKAGE.parent / "pyproject.toml").exists() else PACKAGE.parent
)
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"
TRANSLATIONS = PACKAGE / "translations"
