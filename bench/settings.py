"""The site's own settings, with the floor's page and a count of queries for who asks for it."""

from medisoft.settings import *  # noqa: F403
from medisoft.settings import BASE_DIR, MIDDLEWARE, TEMPLATES, VAR_DIR

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.tracing.TracingMiddleware", *MIDDLEWARE]
TEMPLATES[0]["DIRS"] = [BASE_DIR / "templates", BASE_DIR / "bench" / "templates"]
STATIC_ROOT = VAR_DIR / "bench" / "static"
