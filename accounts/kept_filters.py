"""What a list of the admin is narrowed by."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.http import HttpRequest

from accounts.compiled import Rows
from accounts.models import User

A_KEY = "\N{NULL}"  # which no address of the admin may hold (medisoft.middleware)


class KeptFilter(admin.RelatedFieldListFilter):
    """Offers of the related rows those that the person keeps, by name; nothing while they are too
    many to be read. Whoever keeps more types the name into the search; an address that somebody
    has kept still narrows the list."""

    MOST = 40

    @classmethod
    def kept(cls, user: User) -> Rows[Any]:
        """The keys of the rows that `user` keeps, and what `in_words` takes."""
        raise NotImplementedError

    @classmethod
    def in_words(cls, *words: str) -> str:
        """What a row is called."""
        [name] = words
        return name

    @classmethod
    def offered(cls, request: HttpRequest) -> list[tuple[str, str]]:
        """The keys and names of what is offered; none while they are too many. The database is
        asked once a request."""
        known: dict[object, list[tuple[str, str]]] = vars(request).setdefault("offered", {})
        if cls not in known:
            known[cls] = cls._read(request.user)  # type: ignore[arg-type]
        return known[cls]

    @classmethod
    def _read(cls, user: User) -> list[tuple[str, str]]:
        rows = cls.kept(user)[: cls.MOST + 1]
        if len(rows) > cls.MOST:
            return []
        named = ((str(pk), cls.in_words(*words)) for pk, *words in rows)
        return sorted(named, key=lambda choice: choice[1])

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return self.offered(request)

    def has_output(self) -> bool:
        """Django's leaves out the filter, and with it what was chosen, where there is no choice."""
        return bool(self.lookup_val) or bool(super().has_output())

    def choices(self, changelist: Any) -> Iterator[Any]:
        """As Django's, which puts each address together from all that the list is narrowed by."""
        key, others = self.lookup_kwarg, [self.lookup_kwarg_isnull]
        chosen = self.lookup_val
        everything = changelist.get_query_string(remove=[key, *others])
        yield {"selected": chosen is None, "query_string": everything, "display": "All"}
        narrowed = changelist.get_query_string({key: A_KEY}, others)
        for pk, words in self.lookup_choices:
            query = narrowed.replace(quote(A_KEY), pk)
            is_chosen = chosen is not None and pk in chosen
            yield {"selected": is_chosen, "query_string": query, "display": words}
