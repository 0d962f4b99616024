"""What must hold of the stored accounts, asked of every row.

An app lists its questions as `CHECKS`. Each streams: its memory does not grow with the rows.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from accounts.models import Expertise, Patient, Profession, Provider, User

# A fault is one line: the model, the row's id and what is wrong. It repeats nothing of the row's
# content, so that it may stand in a log.
Check = Callable[[], Iterator[str]]


def each(rows: models.QuerySet[Any], problem: str) -> Iterator[str]:
    """The same fault for each of `rows`."""
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator():
        yield f"{rows.model._meta.label} {pk}: {problem}"


def constraints(app_label: str) -> Iterator[str]:
    """Rows that the constraints and the keys of an app's models forbid. A database refuses to write
    them; one that was repaired by hand may have lost a constraint and hold them still."""
    for model in apps.get_app_config(app_label).get_models():
        if model._meta.proxy:  # whose rows are those of another model
            continue
        for field in model._meta.local_fields:
            if field.unique and not field.primary_key:
                rows = _repeated(model, [F(field.name)], Q())
                yield from each(rows, f"{field.name} is not unique")
            if isinstance(field, models.ForeignKey):
                yield from each(_astray(model, field), f"its {field.name} is not there")
        for constraint in model._meta.constraints:
            yield from each(_breaking(model, constraint), f"breaks {constraint.name}")


def _astray(
    model: type[models.Model], field: "models.ForeignKey[Any, Any]"
) -> models.QuerySet[Any]:
    """Rows whose key leads to no row."""
    target = {field.target_field.name: OuterRef(field.attname)}
    there = Exists(field.related_model._default_manager.filter(**target))
    rows: models.QuerySet[Any] = model._default_manager.filter(~there)
    return rows.exclude(**{f"{field.name}__isnull": True})


def _breaking(model: type[models.Model], constraint: models.BaseConstraint) -> models.QuerySet[Any]:
    if isinstance(constraint, models.CheckConstraint):
        condition = ExpressionWrapper(Q(constraint.condition), output_field=BooleanField())
        holds = Coalesce(condition, Value(True))  # as in SQL, a check of NULL passes
        return model._default_manager.alias(holds=holds).filter(holds=False)
    if isinstance(constraint, models.UniqueConstraint):
        keys = [*map(F, constraint.fields), *constraint.expressions]
        return _repeated(model, keys, constraint.condition or Q())
    raise NotImplementedError(f"nobody has said what breaks {constraint!r}")


def _repeated(model: type[models.Model], keys: list[Any], condition: Q) -> models.QuerySet[Any]:
    """All but the first of the rows that meet the condition and share every key."""
    filled = {f"key{number}__isnull": False for number in range(len(keys))}
    named = {f"key{number}": key for number, key in enumerate(keys)}
    nth = Window(RowNumber(), partition_by=keys, order_by="pk")
    rows = model._default_manager.filter(condition).alias(**named).filter(**filled)
    repeated: models.QuerySet[Any] = rows.alias(nth=nth).filter(nth__gt=1)
    return repeated


def values(model: type[models.Model], *names: str) -> Iterator[str]:
    """Rows whose named fields hold what their validators or choices refuse. Empty ones pass."""
    for name in names:
        clean = cast("models.Field[Any, Any]", model._meta.get_field(name)).clean
        filled = model._default_manager.exclude(**{name: ""}).order_by("pk")
        for pk, value in filled.values_list("pk", name).iterator():
            try:
                clean(value, None)
            except ValidationError:
                yield f"{model._meta.label} {pk}: {name} is not valid"


def _patients_with_another_role() -> Iterator[str]:
    rows = Patient.objects.exclude(user__role=User.Role.PATIENT)
    return each(rows, "its account has another role than patient")


def _providers_with_another_role() -> Iterator[str]:
    rows = Provider.objects.exclude(user__role=User.Role.PROVIDER)
    return each(rows, "its account has another role than provider")


def _accounts_without_their_person() -> Iterator[str]:
    patients = User.objects.filter(role=User.Role.PATIENT, patient=None)
    yield from each(patients, "has the role patient and is no patient")
    providers = User.objects.filter(role=User.Role.PROVIDER, provider=None)
    yield from each(providers, "has the role provider and is no provider")


def _specialists_without_expertise() -> Iterator[str]:
    rows = Provider.objects.filter(profession__by_referral_only=True, expertise=None)
    return each(rows, "is booked by referral only and has no expertise")


def _names() -> Iterator[str]:
    """Whoever is looked for is found by the name folded."""
    for user in User.objects.unfolded():
        yield f"accounts.User {user.pk}: is not found by its name"


def _addresses() -> Iterator[str]:
    """An account logs in with one address, and that is the one it is known by."""
    verified = EmailAddress.objects.filter(verified=True)
    strays = verified.exclude(email__iexact=F("user__email"))
    yield from each(strays, "is verified and is not the address of its account")
    several = verified.values("user").annotate(count=Count("pk")).filter(count__gt=1)
    users = User.objects.filter(pk__in=several.values("user"))
    yield from each(users, "has several verified addresses")


CHECKS: list[Check] = [
    partial(constraints, "accounts"),
    partial(values, User, "email", "full_name", "phone"),
    partial(values, Profession, "name"),
    partial(values, Expertise, "name"),
    partial(values, Patient, "medicare_number"),
    _patients_with_another_role,
    _providers_with_another_role,
    _accounts_without_their_person,
    _specialists_without_expertise,
    _names,
    _addresses,
]
