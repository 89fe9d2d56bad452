"""Tells hatchling that a wheel with compiled modules fits one Python on one platform alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NativeHook(BuildHookInterface):  # type: ignore[type-arg]
    """Marks the wheel where deploy/native.py has compiled modules into the source tree."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Sets the wheel's tags; `version` is standard or editable."""
        if version == "standard" and Path(self.root, "coders", "native.json").exists():
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
