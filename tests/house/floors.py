"""Reads the imports of the house and says which of them break the law of docs/architecture.md.

Packages stand on floors and know only the floors below; rooms have the same duties in every package.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

FLOORS = (
    {"core"},
    {"places", "workdays", "outbox"},
    {"accounts"},
    {"sheets"},
    {"enterprises"},
    {"schedule", "cases"},
    {"registration", "questions"},
    {"checkin"},
    {"feedback"},
    {"calendars", "notices"},
    {"reports"},
)
FLOOR_OF = {package: number for number, floor in enumerate(FLOORS) for package in floor}
ROOF = len(FLOORS)
ROOMS = {
    "",
    "models",
    "rules",
    "queries",
    "service",
    "forms",
    "public",
    "staff",
    "api",
    "cli",
    "news",
    "letters",
}
EXTRA_ROOMS = {
    "accounts": {"guards", "security"},
    "outbox": {"compose", "courier", "worker"},
    "reports": {"demo"},
    "sheets": {"reading", "writing", "worker"},
}
FRONT_ROOMS = {"service", "queries", "rules", "models", "news"}
DOORS = {"public", "staff", "api", "cli"}
# The guard and the names of its roles stand before every door, also on the floors below accounts.
BEFORE_EVERY_DOOR = {"seminars.accounts.guards", "seminars.accounts.models"}
FLASK = re.compile(r"^(flask|flask_\w+|werkzeug|wtforms|jinja2)(\.|$)")
TRADE = re.compile(
    r"(^|_)(seminar|attendee|enterprise|registration|township|venue|checkin|ticket|question|feedback|speaker)s?(_|$)",
    re.I,
)
SQL = re.compile(r"session\.(execute|scalars?|get|get_one|add|add_all|delete|merge|query)$")
MOST_LINES = 400
MOST_IN_FUNCTION = 40

# room → what it may not import: patterns over full names. {own} is the package itself.
FORBIDDEN = {
    "models": (
        r"^seminars\.core\.(web|forms|audit|news)\b",
        r"^seminars\.(?!core)\w+\.(?!models|rules)\w+",
    ),
    "rules": (
        r"^sqlalchemy\b",
        r"^seminars\.core\.(db|config|web|audit|forms|news)\b",
        r"^seminars\.core\.tokens\.(?!CROCKFORD|Purpose|normal)",
        r"^seminars\.core\.clock\.(now|today)$",
        r"^seminars\.(?!core)\w+\.(?!rules)\w+",
    ),
    "queries": (
        r"^seminars\.core\.(web(?!\.external_url)|forms|audit\.note)\b",
        r"^seminars\.(?!core)\w+\.(?!models|rules|queries)\w+",
    ),
    "service": (
        r"^seminars\.core\.(web(?!\.external_url)|forms)\b",
        r"^seminars\.(?!core)\w+\.(public|staff|api|cli|forms|letters)\b",
    ),
    "news": (r"^sqlalchemy\b", r"^seminars\.(?!core)\w+\.(?!rules|news|models)\w+"),
    "letters": (r"^seminars\.(?!core)\w+\.(public|staff|api|cli|forms)\b",),
    "forms": (
        r"^seminars\.(?!core)\w+\.(public|staff|api|cli|letters)\b",
        r"^seminars\.core\.db\.(db|locked|transaction)$",
    ),
    "public": (r"^sqlalchemy\b", r"^seminars\.core\.db\.(locked|transaction)$"),
    "staff": (r"^sqlalchemy\b", r"^seminars\.core\.db\.(locked|transaction)$"),
    "api": (r"^sqlalchemy\b", r"^seminars\.core\.db\.(locked|transaction)$"),
    "cli": (r"^sqlalchemy\b",),
}
WITHOUT_FLASK = {"models", "rules", "queries", "service", "news", "letters"}
# Exceptions, each with its reason.
ALLOWED_FLASK = {
    "seminars.accounts.models": "flask_security",  # its user model is a mixin
    "seminars.accounts.service": "flask_security",  # it hashes the passwords
}
PLAIN_FLASK = "flask_sqlalchemy.pagination"  # a page of rows, no request
MAY_COMMIT = {"seminars.accounts.security"}  # a failed sign-in is answered with an error and yet remembered


@dataclass
class Module:
    """One file: its place in the house and what it imports."""

    name: str
    path: Path
    tree: ast.Module
    imports: list[tuple[str, int]] = field(default_factory=list)

    @property
    def package(self) -> str:
        """ "core", "places", …; empty for the roof."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 and (len(parts) > 2 or self.path.name == "__init__.py") else ""

    @property
    def room(self) -> str:
        """ "models", "service", …; empty for the front door."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else ""


def modules_of(root: Path) -> dict[str, Module]:
    """Every module below `root/seminars`, by its dotted name."""
    found = {}
    for path in sorted((root / "seminars").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if "_data" in parts or "migrations" in parts:
            continue
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path, ast.parse(path.read_text("utf-8"), str(path)))
    for module in found.values():
        module.imports = list(_imports(module, set(found)))
    return found


def _imports(module: Module, known: set[str]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            for alias in node.names:
                yield f"{base}.{alias.name}", node.lineno


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    is_package = module.path.name == "__init__.py"
    parts = module.name.split(".")
    base = parts[: len(parts) - node.level + (1 if is_package else 0)]
    return ".".join([*base, *([node.module] if node.module else [])])


def target_of(name: str, modules: dict[str, Module]) -> str | None:
    """The module of the house that an imported name comes from."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None


# -- the law


def faults(root: Path) -> list[str]:
    """Every breach of the law, each with the line that commits it; empty for a good house."""
    modules = modules_of(root)
    found = [*_unknown_packages(modules), *_circles(modules)]
    for module in modules.values():
        found += [
            *_upward(module, modules),
            *_back_rooms(module, modules),
            *_duties(module),
            *_habits(module),
        ]
    return found


def _unknown_packages(modules: dict[str, Module]) -> Iterator[str]:
    for package in sorted({module.package for module in modules.values()} - {""}):
        if package not in FLOOR_OF:
            yield f"seminars/{package}: stands on no floor"
    for module in modules.values():
        if (
            module.package
            and module.package != "core"
            and module.room not in ROOMS | EXTRA_ROOMS.get(module.package, set())
        ):
            yield f"{module.name}: there is no such room"


def _circles(modules: dict[str, Module]) -> Iterator[str]:
    graph = {
        name: {
            target
            for imported, _ in module.imports
            if (target := target_of(imported, modules)) and target != name
        }
        for name, module in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        yield "circle: " + " → ".join(circle.args[1])


def _upward(module: Module, modules: dict[str, Module]) -> Iterator[str]:
    own = FLOOR_OF.get(module.package, ROOF)
    if not module.package:
        return
    for imported, line in module.imports:
        target = modules.get(target_of(imported, modules) or "")
        if target is None or target.name == "seminars" or target.package == module.package:
            continue
        floor = FLOOR_OF.get(target.package, ROOF)
        if floor >= own and not (module.room in DOORS and target.name in BEFORE_EVERY_DOOR):
            yield f"{module.name}:{line} knows {target.name}, which is not below it"


def _back_rooms(module: Module, modules: dict[str, Module]) -> Iterator[str]:
    if not module.package:
        return
    for imported, line in module.imports:
        target = modules.get(target_of(imported, modules) or "")
        if target is None or target.package in {module.package, "core", ""}:
            continue
        if target.room not in FRONT_ROOMS and target.name != "seminars.accounts.guards":
            yield f"{module.name}:{line} enters the back room {target.name}"


def _duties(module: Module) -> Iterator[str]:
    if module.package == "core" or not module.package:
        return
    for imported, line in module.imports:
        for pattern in FORBIDDEN.get(module.room, ()):
            if re.search(pattern, imported) and not _own_room(module, imported):
                yield f"{module.name}:{line} the room {module.room} does not touch {imported}"
        allowed = ALLOWED_FLASK.get(module.name)
        if (
            module.room in WITHOUT_FLASK
            and FLASK.search(imported)
            and not imported.startswith((allowed or PLAIN_FLASK, PLAIN_FLASK))
        ):
            yield f"{module.name}:{line} the room {module.room} does not know {imported}"


def _own_room(module: Module, imported: str) -> bool:
    return imported.startswith(f"seminars.{module.package}.{module.room}")


# -- habits that every line keeps


def _habits(module: Module) -> Iterator[str]:
    lines = module.path.read_text("utf-8").count("\n")
    if lines > MOST_LINES:
        yield f"{module.name}: {lines} lines, the most is {MOST_LINES}"
    if module.package and not module.room and any(not _is_docstring(node) for node in module.tree.body):
        yield f"{module.name}: the front door holds a docstring and nothing else"
    if not ast.get_docstring(module.tree) and module.room != "":
        yield f"{module.name}: says not what it is for"
    for function in (
        node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ):
        yield from _in_function(module, function)
    yield from _calls(module)
    if module.package == "core":
        yield from _trade_words(module)


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _in_function(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield f"{module.name}:{node.lineno} an import hides inside {function.name}()"
    body = function.body[1:] if _is_docstring(function.body[0]) else function.body
    size = (
        (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
    )  # signature and docstring do not count
    if size > MOST_IN_FUNCTION:
        yield f"{module.name}:{function.lineno} {function.name}() has a body of {size} lines, the most is {MOST_IN_FUNCTION}"


def _calls(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        called = ast.unparse(node.func)
        if called.endswith("session.commit") and module.package != "core" and module.name not in MAY_COMMIT:
            yield f"{module.name}:{node.lineno} commits: that belongs to the edge (core.web) or to core.db.transaction"
        if module.room in {"public", "staff", "api"} and SQL.search(called):
            yield f"{module.name}:{node.lineno} {called}(): a door asks queries and service"
        if (
            re.search(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today)$", called)
            and module.name != "seminars.core.clock"
        ):
            yield f"{module.name}:{node.lineno} asks {called}(): time comes from core.clock"


def _trade_words(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        name = getattr(node, "name", None) or getattr(node, "id", None) or getattr(node, "arg", None)
        if (
            isinstance(name, str)
            and isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Name | ast.arg)
            and TRADE.search(name)
        ):
            yield f"{module.name}:{node.lineno} core says {name}, a word of the trade"
