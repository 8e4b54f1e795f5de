"""The entry for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicsearch.settings")

application = get_wsgi_application()

# The models need a second or two to load. Loaded before gunicorn divides into its workers (`--preload`), they are there
# once for all, and nobody's first question waits for them.
from complaints.similarity import vectors  # noqa: E402 - needs the applications to be ready
from complaints.text.tagger import morphemes  # noqa: E402

morphemes("민원")
vectors.load()
