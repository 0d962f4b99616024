"""Tells postings the names of their documents, those of a few documents at a time: nobody waits for
long, and what is done stays done. Those that the release before writes meanwhile, and until it is
stopped, are left to `rebuild_search`."""

from typing import Any

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery

BATCH = 1000  # documents, with a dozen postings each


def tell_names(apps: Any, editor: Any) -> None:
    documents = apps.get_model("centres", "SearchDocument").objects
    name = documents.filter(pk=OuterRef("document")).values("sort_key")
    unnamed = apps.get_model("centres", "SearchPosting").objects.filter(sort_key=b"")
    last = documents.aggregate(last=Max("pk", default=0))["last"]
    for first in range(0, last + 1, BATCH):
        some = unnamed.filter(document__gte=first, document__lt=first + BATCH)
        some.update(sort_key=Subquery(name))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("centres", "0008_names_of_postings")]

    operations = [migrations.RunPython(tell_names, migrations.RunPython.noop, elidable=True)]
