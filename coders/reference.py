"""What a coder looks things up in, opened for readers: read-only, at first use, once per process, and never built here."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from coders.acled.countries import Countries
from coders.acled.taxonomy import Taxonomy
from coders.actors.lexicon import check_own, open_actor_lexicon
from coders.actors.search import ActorSearch, open_search
from coders.cameo.codebook import Codebook, load_codebook
from coders.errors import DataNotReady
from coders.geo import build, store
from coders.geo.gazetteer import Gazetteer, location
from coders.geo.packaged import PACKAGES
from coders.lexicon.content import content_hash
from coders.lexicon.manifest import Manifest, read_manifests
from coders.lexicon.paths import LEXICONS

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class GazetteerFacts:
    """What a gazetteer was built from: packages with versions, the project's tables, and the dumps an operator added."""

    places: int
    packages: dict[str, str]
    supplement: str
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataVersions:
    """Which data a process works with. `lexicon` is the hash that coders put into their answers."""

    lexicon: str
    manifests: tuple[Manifest, ...]
    own_actors: tuple[str, ...]
    gazetteer: GazetteerFacts | None


@dataclass(frozen=True, slots=True)
class Tagged(Generic[Part]):
    """A part with a hash of the files it was read from."""

    part: Part
    tag: str


class Reference:
    """The data of the coder with the same `lexicons` (the project's own if None), `cache` and `own_actors`.

    Safe to share between threads. To be made after a fork, not before.
    """

    def __init__(self, lexicons: Path | None, cache: Path, own_actors: tuple[Path, ...] = ()) -> None:
        self._lexicons = lexicons or LEXICONS
        self._cache = cache
        self._own = own_actors
        self._lock = threading.Lock()
        self._opened: dict[str, object] = {}

    def check_own(self) -> None:
        """Raises LexiconError, by file and line, where an own actor file is wrong. Costs nothing where there is none."""
        check_own(self._lexicons / "actors", self._own)

    def actors(self) -> ActorSearch:
        """Search for actors. Raises DataNotReady until a coder has compiled the present lexicon into the cache."""
        return self._once("actors", self._open_actors)

    def places(self) -> Gazetteer:
        """The gazetteer. Raises DataNotReady until a coder has built it into the cache."""
        return self._once("places", self._open_places)

    def cameo(self) -> Tagged[Codebook]:
        """The CAMEO codebook. Raises LexiconError for a wrong line."""
        return self._once("cameo", lambda: Tagged(load_codebook(self._lexicons), self._tag("codebook", "plover")))

    def acled(self) -> Tagged[Taxonomy]:
        """Types of rows and classes of actors. Raises LexiconError for a wrong line."""
        return self._once("acled", lambda: Tagged(Taxonomy.load(self._lexicons / "acled"), self._tag("acled")))

    def countries(self) -> Countries:
        """Countries as rows name them. Raises LexiconError for a wrong line."""
        return self._once("countries", lambda: Countries.load(self._lexicons / "acled"))

    def versions(self) -> DataVersions:
        """Which data are there now; of the gazetteer nothing while it is not built."""
        lexicon = self._once("lexicon", lambda: content_hash(self._lexicons, self._own))
        manifests = self._once("manifests", lambda: read_manifests(self._lexicons))
        return DataVersions(lexicon, manifests, tuple(path.name for path in self._own), self._gazetteer_facts())

    def _once(self, name: str, make: Callable[[], Part]) -> Part:
        with self._lock:
            if name not in self._opened:
                self._opened[name] = make()
            found: Part = self._opened[name]  # type: ignore[assignment]  # each name has one type
            return found

    def _open_actors(self) -> ActorSearch:
        folder = self._lexicons / "actors"
        lexicon = open_actor_lexicon(folder, self._cache, self._own)
        if lexicon is None:
            raise DataNotReady(f"{self._cache}: the present actor lexicon is not compiled there")
        return open_search(lexicon, folder, self._own)

    def _open_places(self) -> Gazetteer:
        file = location(self._cache)
        if not build.is_current(file):
            raise DataNotReady(f"{file}: not there, or built from other packages or tables")
        return Gazetteer.open(file)

    def _gazetteer_facts(self) -> GazetteerFacts | None:
        meta = store.read_meta(location(self._cache))
        if not meta:
            return None
        packages = {package: meta[package] for package in PACKAGES if package in meta}
        added = tuple(filter(None, meta.get("added", "").split("|")))
        return GazetteerFacts(int(meta["places"]), packages, meta["supplement"], added)

    def _tag(self, *folders: str) -> str:
        digest = hashlib.sha256()
        for path in sorted(path for folder in folders for path in (self._lexicons / folder).iterdir()):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:32]
