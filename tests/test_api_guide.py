"""docs/api-guide.md as a reader follows it: every block is run against a whole stack, every endpoint is in it twice."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from athir_client import Client
from tests.live import Live, live
from tests.support import ROOT, eventually

GUIDE = (ROOT / "docs" / "api-guide.md").read_text(encoding="utf-8")
ENVIRON = {
    "ATHIR_REQUIRE_KEYS": "1",
    "ATHIR_WEBHOOK_SECRET": "whsec_" + "QXRoaXI" * 6 + "QQ==",
    "ATHIR_WEBHOOK_PRIVATE": "1",
    "ATHIR_LOG_FORMAT": "json",
    "ATHIR_LOG_LEVEL": "debug",  # at which every request has its line
}
HOOK = "http://127.0.0.1:9/hook"  # where nobody listens


@dataclass(frozen=True)
class Block:
    """A fenced block, the line it begins at, and what the guide says that comes of it."""

    language: str
    source: str
    line: int
    shown: str | None = None
    kind: str = ""


def blocks() -> list[Block]:
    found: list[Block] = []
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE):
        language, source = match.groups()
        if language in ("json", "text"):
            last = found.pop()
            assert last.shown is None, f"line {last.line} has two answers"
            found.append(Block(last.language, last.source, last.line, source, language))
        else:
            found.append(Block(language, source, GUIDE[: match.start()].count("\n") + 1))
    return found


@pytest.mark.timeout(600)
def test_the_guide_does_what_it_says_and_leaves_no_endpoint_out(
    short_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {block.language for block in blocks()} == {"bash", "python"}
    with live(short_folder, ENVIRON) as stack:
        environ = {"ATHIR": stack.url, "KEY": stack.key("admin"), "HOOK": HOOK}
        document = httpx.get(f"{stack.url}/openapi.json").json()["paths"]
        operations = {(m.upper(), path) for path, item in document.items() for m in item if m != "parameters"}
        operations.add(("GET", "/openapi.json"))
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        namespace: dict[str, Any] = {}
        for language in ("bash", "python"):
            before = len(stack.log.read_bytes())
            for block in blocks():
                if block.language != language:
                    continue
                got = in_shell(block, tmp_path) if language == "bash" else in_python(block, namespace)
                if block.shown is not None:
                    assert_as_shown(block, got)
            for value in namespace.values():
                if isinstance(value, Client | httpx.Client):
                    value.close()
            with contextlib.suppress(AssertionError):  # the line of the last request may be a moment late
                eventually(lambda before=before: operations <= requested(stack, before), seconds=5)
            assert operations - requested(stack, before) == set(), f"not shown in {language}"


def in_shell(block: Block, folder: Path) -> str:
    script = f"set -euo pipefail; [ -f .state ] && . ./.state; set -a\n{block.source}\nexport -p > .state"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env={**os.environ}, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, f"line {block.line}: {done.stderr}"
    return done.stdout


def in_python(block: Block, namespace: dict[str, Any]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("\n" * block.line + block.source, "docs/api-guide.md", "exec"), namespace)
    return printed.getvalue()


def requested(stack: Live, since: int) -> set[tuple[str, str]]:
    """Method and path, as the document names it, of every request that succeeded and stands in the log after `since`."""
    found = set()
    for line in stack.log.read_bytes()[since:].decode().splitlines():
        told = json.loads(line) if line.startswith("{") else {}
        if told.get("event") == "request" and told["status"] < 400 and told["route"]:
            found.add((told["method"], re.sub(r"<(?:.*:)?(\w+)>", r"{\1}", told["route"])))
    return found


def assert_as_shown(block: Block, got: str) -> None:
    assert block.shown is not None
    if block.kind == "json":
        differences = unlike(json.loads(block.shown), json.loads(got))
        assert differences == [], f"line {block.line}: {got[:2000]}"
        return
    pattern = ".*".join(re.escape(part) for part in block.shown.strip().split("…"))
    assert re.fullmatch(pattern, got.strip()), f"line {block.line}: {got[:2000]}"


def unlike(shown: Any, got: Any, at: str = "") -> list[str]:
    """Where `got` has not the shape of `shown`: its fields, kinds of values, and texts as far as they are not `…`."""
    if shown == "…":
        return []
    if isinstance(shown, dict):
        if not isinstance(got, dict):
            return [f"{at}: not an object"]
        lacking = [f"{at}/{name}: missing" for name in shown if name not in got]
        return lacking + [
            d for name, part in shown.items() if name in got for d in unlike(part, got[name], f"{at}/{name}")
        ]
    if isinstance(shown, list):
        if not isinstance(got, list) or len(got) < len(shown):
            return [f"{at}: not a list of {len(shown)} or more"]
        return [d for i, part in enumerate(shown) for d in unlike(part, got[i], f"{at}/{i}")]
    if isinstance(shown, str) and isinstance(got, str):
        fits = re.fullmatch(".*".join(re.escape(part) for part in shown.split("…")), got, re.DOTALL)
        return [] if fits else [f"{at}: {got!r} is not {shown!r}"]
    same = type(shown) is type(got) and (isinstance(shown, float) or shown == got)
    return [] if same else [f"{at}: {got!r} is not like {shown!r}"]


@pytest.mark.parametrize(
    ("shown", "got", "differences"),
    [
        ({"a": "…", "b": [1]}, {"a": None, "b": [1, 2], "c": 0}, []),
        ({"a": "x…"}, {"a": "xyz"}, []),
        ({"a": "x…"}, {"a": "yz"}, ["/a: 'yz' is not 'x…'"]),
        ({"a": 1}, {}, ["/a: missing"]),
        ({"a": 1}, {"a": 2}, ["/a: 2 is not like 1"]),
        ({"a": 1}, {"a": True}, ["/a: True is not like 1"]),
        ({"a": 1.5}, {"a": 2.5}, []),
        ({"a": [{}]}, {"a": []}, ["/a: not a list of 1 or more"]),
        ({"a": {}}, {"a": []}, ["/a: not an object"]),
    ],
)
def test_another_shape_is_noticed(shown: Any, got: Any, differences: list[str]) -> None:
    assert unlike(shown, got) == differences
