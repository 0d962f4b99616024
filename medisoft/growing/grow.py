"""The whole of it: one transaction."""

from collections.abc import Callable
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Expertise, Profession, User
from centres.models import Centre, SearchDocument, SearchPosting, SearchWord
from centres.search.index import reindex
from medisoft.bulk.writing import writer
from medisoft.demo.people import DEMO_PASSWORD
from medisoft.growing.plan import NotGrown, Plan, Sizes
from medisoft.growing.processes import producing
from medisoft.growing.tables import EXPERTISES

SALT = "grown-for-measurements"  # fixed, so that the same seed writes the same hash


def grow(
    sizes: Sizes, *, seed: int, today: date, watch: Callable[[int], None] = lambda patients: None
) -> int:
    """Fill the database in one transaction, and return how many rows were written. The same sizes,
    seed and day (`today`: visits before it are over) give the same rows, ids and digests.

    `watch` is told the number of patients of each part that is written. Raises `NotGrown` for a
    database that holds an account or a centre, and for sizes that do not fit together.
    """
    sizes.check(today)
    # Before the transaction, which keeps other writers waiting.
    password = make_password(DEMO_PASSWORD, salt=SALT)
    with transaction.atomic():
        database = writer()
        database.hold()
        if User.objects.exists() or Centre.objects.exists():
            raise NotGrown("The database holds accounts or centres. Use an empty one.")
        database.begin()
        plan = Plan(sizes, seed, today, password, _professions(), _expertises())
        written = 0
        with producing(plan) as batches:
            for batch in batches:
                for table, rows in batch.rows.items():
                    database.add(table, rows)
                    written += len(rows)
                watch(batch.patients)
        database.end()
        reindex(
            centres=range(1, sizes.centres + 1),
            providers=range(1, sizes.providers + 1),
        )
        index = (SearchDocument, SearchWord, SearchPosting)
        return written + sum(model._default_manager.count() for model in index)


def _professions() -> dict[str, int]:
    return dict(Profession.objects.values_list("name", "pk"))


def _expertises() -> list[int]:
    return [Expertise.objects.get_or_create(name=name)[0].pk for name in EXPERTISES]
