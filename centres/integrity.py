"""What must hold of the stored centres, of the hours there and of the search index."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from accounts.integrity import Check, constraints, each, values
from accounts.models import Expertise, Named, Profession, User
from accounts.validators import fold_name
from centres.hours import first_overlap
from centres.models import Affiliation, Centre, Membership, TimeOff, WorkingHours
from centres.search import index


def _names_twice(model: type[Named]) -> Iterator[str]:
    """Names that differ for the database alone. There are few enough to hold them all."""
    names = set()
    for pk, name in model._default_manager.order_by("pk").values_list("pk", "name").iterator():
        if fold_name(name) in names:
            yield f"{model._meta.label} {pk}: has the name of another"
        names.add(fold_name(name))


def _overlapping_hours() -> Iterator[str]:
    hours = WorkingHours.objects.select_related("affiliation__centre")
    by_provider = hours.order_by("affiliation__provider", "pk").iterator()
    for _, week in groupby(by_provider, key=lambda row: row.affiliation.provider_id):
        overlap = first_overlap(list(week))
        if overlap is not None:
            one, other = overlap
            yield f"{other._meta.label} {other.pk}: overlaps with {one.pk} of the same provider"


def _keepers_of_another_role() -> Iterator[str]:
    rows = Membership.objects.exclude(user__role=User.Role.STAFF)
    return each(rows, "its account has another role than staff")


CHECKS: list[Check] = [
    partial(constraints, "centres"),
    partial(
        values, Centre, "name", "kind", "abn", "phone", "street", "suburb", "state", "postcode"
    ),
    partial(values, Centre, "timezone"),
    partial(values, Affiliation, "provider_number"),
    partial(values, TimeOff, "reason"),
    _keepers_of_another_role,
    *(partial(_names_twice, model) for model in (Centre, Profession, Expertise)),
    _overlapping_hours,
    index.faults,
]
