# The portal as one image: `portal serve` for people, `portal worker` beside it.
FROM python:3.11-slim-bookworm AS built
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY LICENSE README.md ./
COPY portal portal
COPY agreements agreements
COPY inspections inspections
COPY scoring scoring
COPY migrations migrations
RUN uv sync --frozen --no-dev

FROM python:3.11-slim-bookworm
# Pango draws PDFs; postgresql-client copies and restores a PostgreSQL of the same age or older.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal -m 700 /var/portal
COPY --from=built /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 \
    PORTAL_ENV=production PORTAL_VAR=/var/portal HOST=0.0.0.0 PORT=8000 PORTAL_WORKER=external
USER portal
VOLUME /var/portal
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]
CMD ["sh", "-c", "exec gunicorn --bind \"$HOST:$PORT\" --worker-class gthread --workers \"${WEB_CONCURRENCY:-2}\" --threads 8 --timeout 120 --graceful-timeout 30 --worker-tmp-dir /dev/shm --no-control-socket 'portal.cli.serve:wsgi()'"]
