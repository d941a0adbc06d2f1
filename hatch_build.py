"""Build hook: compiles the words, and puts the pages, pictures and migrations into the wheel as `seminars/_data`."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = ("templates", "static", "migrations")


class SeminarsBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels and for editable installs; in an editable install the checkout itself is the data."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles every catalogue; a real wheel also carries the top-level folders."""
        root = Path(self.root)
        words = runpy.run_path(str(root / "tools" / "words.py"))
        words["compile_catalogue"](root)
        if version != "editable":
            folders = {str(root / name): f"seminars/_data/{name}" for name in DATA if (root / name).is_dir()}
            build_data["force_include"].update(folders)
