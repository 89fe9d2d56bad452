"""compose.yaml and the Dockerfile against the code: commands and variables that exist, Redis that evicts nothing."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from importlib.resources import files

import jsonschema
import pytest
import yaml

from cli.main import COMMANDS
from settings import Settings, variable_of
from tests.support import ROOT

SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = ("migrate", "api", "worker", "requests", "sweeper")
VARIABLES = {variable_of(entry.name) for entry in fields(Settings)}


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_has_a_command_and_settings_that_exist(name: str) -> None:
    service = SERVICES[name]
    assert service["command"][0] in COMMANDS
    assert set(service["environment"]) <= VARIABLES
    gates = {needed: gate["condition"] for needed, gate in service["depends_on"].items()}
    assert set(gates.values()) <= {"service_healthy", "service_completed_successfully"}
    assert name == "migrate" or gates == {"migrate": "service_completed_successfully", "redis": "service_healthy"}


def test_one_worker_is_kept_for_requests() -> None:
    worker, requests = SERVICES["worker"], SERVICES["requests"]
    assert requests["command"] == ["worker", "--queues", "interactive"]
    assert {**requests, "command": worker["command"]} == worker


def test_redis_writes_what_it_holds_and_evicts_nothing() -> None:
    line = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in line
    assert "--maxmemory-policy noeviction" in line


def test_the_image_is_not_root_and_has_a_health_check_and_settings_that_exist() -> None:
    assert re.search(r"^ARG BASE=python:3\.11-slim-bookworm$", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["athir"]
    assert "\nHEALTHCHECK " in DOCKERFILE
    assert set(re.findall(r"ATHIR_[A-Z_]+", DOCKERFILE)) <= VARIABLES


def test_compose_fits_the_schema_of_compose() -> None:
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text())
    validator = jsonschema.Draft7Validator(schema)
    whole = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(whole)] == []
    whole["services"]["api"]["ports"] = {"8000": 8000}
    assert not validator.is_valid(whole)
