"""Compiles the coder's busiest modules with mypyc, in place, where there is a C compiler; does nothing when that is done already.

    python deploy/native.py [--require] [--remove]

The sources stay what they are: Python that runs as well without this, at about two thirds of the speed. `coders/native.json`
says which sources were compiled; coders/native.py refuses to code with compiled modules that are older than their sources.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "coders" / "native.json"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
MODULES = {
    "coders": "discards text topics triggers types",
    "coders/acled": "classes cues harm mapping reading rows settle",
    "coders/actors": (
        "ambiguity codes context core coreference fold fragments lexicon overlaps phrase reading resolve roles"
    ),
    "coders/cameo": (
        "acts conditions deeds events facts found interpret mood narration operators parties record "
        "restraint senses specify themes vocabulary"
    ),
    "coders/dates": "event expressions",
    "coders/frames": "compounds extract frame graph modality repair",
    "coders/nlp": "lemmas tokens",
    "coders/petrarch": "acts algebra finder interpret resolve",
    "coders/geo": "event_place mention names persons rank recognise refuse resolve spans unknown",
}
"""What is compiled: the modules that a profile of news shows; together 97 % of the time outside the parser."""
BUILD = """
from concurrent.futures import ThreadPoolExecutor
from distutils.ccompiler import CCompiler
from mypyc.build import mypycify
from setuptools import setup
import os, sys

def compile(self, sources, output_dir=None, macros=None, include_dirs=None, debug=0, extra_preargs=None,
            extra_postargs=None, depends=None):
    "All sources at once: what setuptools has compiles one after the other."
    macros, objects, extra_postargs, pp_opts, build = self._setup_compile(
        output_dir, macros, [*include_dirs, target + "/coders"], sources, depends, extra_postargs)
    cc_args = self._get_cc_args(pp_opts, debug, extra_preargs)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = [pool.submit(self._compile, obj, *build[obj], cc_args, extra_postargs, pp_opts) for obj in build]
        for one in done:
            one.result()
    return objects

CCompiler.compile = compile
names, target = sys.argv.pop().split(","), sys.argv.pop()
setup(name="native", packages=[], ext_modules=mypycify(names, opt_level="1", debug_level="0", multi_file=True,
      group_name="coders.native_modules", target_dir=target))
"""


def sources() -> list[Path]:
    """The sources that are compiled, in a fixed order."""
    return [ROOT / folder / f"{name}.py" for folder, names in MODULES.items() for name in names.split()]


def record() -> dict[str, str]:
    """What is compiled from what: the hash of each source by its path, and that of this recipe."""
    found = {path.relative_to(ROOT / "coders").as_posix(): _hash(path) for path in sources()}
    recipe = hashlib.sha256(f"{SUFFIX} {_version()}".encode() + Path(__file__).read_bytes()).hexdigest()
    return {**found, "": recipe}


def is_built(wanted: dict[str, str]) -> bool:
    """Whether all of it is compiled from the sources as they are."""
    if not RECORD.exists() or json.loads(RECORD.read_text(encoding="utf-8")) != wanted:
        return False
    return all(path.with_suffix(SUFFIX).exists() for path in sources())


def remove() -> None:
    """Takes away whatever was compiled; the sources run as Python again."""
    RECORD.unlink(missing_ok=True)
    for path in (ROOT / "coders").rglob(f"*{SUFFIX}"):
        path.unlink()


def missing() -> str | None:
    """What there is no compiling without; None where all is there."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return f"the C compiler {compiler}"
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "Python's C headers (Python.h)"
    return None


def build(wanted: dict[str, str]) -> None:
    """Compiles all modules. Raises CalledProcessError with the compiler's words on standard error."""
    names = ",".join(path.relative_to(ROOT).as_posix() for path in sources())
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "build.py")
        script.write_text(BUILD, encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - our own script and our own paths
            [sys.executable, script, "-q", "build_ext", "--inplace", "--build-temp", folder, "--build-lib", folder, folder, names],
            cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False,
        )  # fmt: skip
    if done.returncode:
        print(done.stdout[-4000:], done.stderr[-4000:], sep="\n", file=sys.stderr)
        raise SystemExit("athir: the coder could not be compiled")
    RECORD.write_text(json.dumps(wanted, indent=1), encoding="utf-8")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version() -> str:
    from importlib.metadata import version

    return version("mypy")


def main() -> None:
    """Compiles, unless it is done or cannot be done here; says what it does."""
    parser = argparse.ArgumentParser(description="Compile the coder's busiest modules.")
    parser.add_argument("--require", action="store_true", help="fail where there is no compiler")
    parser.add_argument("--remove", action="store_true", help="take away what was compiled")
    asked = parser.parse_args()
    if asked.remove:
        return remove()
    wanted = record()
    if is_built(wanted):
        return None
    remove()
    if (lacking := missing()) is not None:
        if asked.require:
            raise SystemExit(f"athir: the coder cannot be compiled without {lacking}")
        print(f"athir: the coder runs uncompiled, at about two thirds of its speed: {lacking} is missing")
        return None
    begun = time.monotonic()
    print(f"athir: compiling {len(sources())} modules of the coder; this takes a minute or two", flush=True)
    build(wanted)
    print(f"athir: compiled in {time.monotonic() - begun:.0f} s")
    return None


if __name__ == "__main__":
    main()
