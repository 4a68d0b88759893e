# Sonda as one image, for pages and for background work (compose.yaml starts both).
# Nothing is installed with pip but what the lock files name with its checksum.
FROM python:3.12-slim-trixie AS build
WORKDIR /build
COPY requirements/ requirements/
RUN python -m venv /opt/sonda \
    && /opt/sonda/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.lock \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.lock
COPY . .
RUN /opt/build/bin/pip wheel --no-cache-dir --no-build-isolation --no-deps --wheel-dir dist . \
    && /opt/sonda/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.12-slim-trixie
# pg_dump and pg_restore, for `sonda backup` of PostgreSQL; which release of theirs is Debian's to say.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/sonda sonda
COPY --from=build /opt/sonda /opt/sonda
ENV PATH=/opt/sonda/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SONDA_HOME=/var/lib/sonda \
    NUMBA_CACHE_DIR=/var/lib/sonda/cache
USER 10001
VOLUME /var/lib/sonda
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/', timeout=4)"]
CMD ["sonda", "serve", "--migrate", "--host", "0.0.0.0"]
