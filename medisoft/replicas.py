"""What is read from the replica of the database, where `DATABASE_REPLICA_URL` names one."""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from accounts.replicas import JUST_WROTE, REPLICA, reading_from_replica
from medisoft.middleware import Respond

# What search and profiles show to everybody, with what is joined to it. Never what access, a
# session or a booking rests on, nor a patient's own rows; nor the words of the search, which a
# process keeps: those of two databases that differ for a moment would take turns.
MODELS = {
    "accounts.Expertise",
    "accounts.Profession",
    "accounts.Provider",
    "centres.Affiliation",
    "centres.Centre",
    "centres.SearchDocument",
    "centres.SearchPosting",
}

BEHIND_SECONDS = 10  # more than a replica is behind while it is well


class Router:
    """Reads of `MODELS` by a page that `may_be_behind` go to the replica, all else to the primary.
    It names one each time: Django would go on where the row at hand came from."""

    def db_for_read(self, model: type[Model], **hints: object) -> str:
        if model._meta.label in MODELS and reading_from_replica() and not _in_transaction():
            return REPLICA
        return DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: object) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: object) -> bool:
        return True  # both databases hold the same rows

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == DEFAULT_DB_ALIAS


def _in_transaction() -> bool:
    """Whether a transaction is open, whose reads belong to what it writes."""
    return connections[DEFAULT_DB_ALIAS].in_atomic_block


class OwnChangesMiddleware:
    """Lets who sent a form read from the primary for a while, and so see what it changed."""

    def __init__(self, get_response: Respond) -> None:
        """Raises `MiddlewareNotUsed` without a replica."""
        if REPLICA not in connections:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST":
            response.set_cookie(
                JUST_WROTE,
                max_age=BEHIND_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
