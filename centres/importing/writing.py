"""Writing a plan, whole or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.models import Model, Value

from accounts.models import Expertise, Patient, Provider, User
from accounts.passwords import unusable_password
from accounts.validators import fold_name
from centres.importing.checks import FILLED_IN, fill_blanks, find
from centres.importing.exceptions import HasFaults, NotImported
from centres.importing.memory import all_kept
from centres.importing.passwords import hashing
from centres.importing.people import People
from centres.importing.places import CENTRE_FACTS
from centres.importing.plan import Plan, compare, no_other_import
from centres.models import Affiliation, Centre, WorkingHours
from centres.search.index import BATCH, reindex

M = TypeVar("M", bound=Model)
K = TypeVar("K", int, UUID)

# Copies them within the database: an object for each takes half as long as to make the account.
INSERT_ADDRESSES = 'INSERT INTO account_emailaddress (user_id, email, verified, "primary") '

# Is shown the plan in the transaction that is to write it, and prevents that by `NotImported`.
LastLook = Callable[[Plan], None]
# Wraps the hashes as they come, and is told how many: a progress bar.
Watch = Callable[[Iterable[str], int], Iterable[str]]


def unwatched(hashes: Iterable[str], total: int) -> Iterable[str]:
    """A `Watch` that shows nothing."""
    return hashes


def unseen(plan: Plan) -> None:
    """A `LastLook` that prevents nothing."""


@all_kept()
def apply(
    plan: Plan, *, hash_workers: int, watch: Watch = unwatched, last_look: LastLook = unseen
) -> Plan:
    """Write the plan in one transaction and return it as it was written.

    Passwords are hashed before the transaction starts, since it keeps other writers waiting. In
    the transaction the files are compared with the database once more: another import may have
    come first. Two imports follow each other.

    Raises `HasFaults`, or `NotImported` when the database is busy or changed meanwhile, or when
    `last_look` prevents it; then nothing is written.
    """
    if plan.report.faults:
        raise HasFaults(plan)
    _set_passwords(plan.people, hash_workers, watch)
    try:
        with no_other_import():
            current = compare(plan.folder)
            if current.report.faults:
                raise HasFaults(current)
            last_look(current)
            _write(current)
    except IntegrityError as error:
        raise NotImported("Somebody changed the same rows meanwhile. Import again.") from error
    return current


def _set_passwords(people: People, workers: int, watch: Watch) -> None:
    """Hash the passwords of new accounts; one without a password gets in by the reset mail."""
    with_password = []
    for account in people.new:
        if account.row["password"]:
            with_password.append(account)
        else:
            account.user.password = unusable_password()
    passwords = [account.row["password"] for account in with_password]
    with hashing(passwords, workers=workers) as hashes:
        watched = watch(hashes, len(passwords))
        for account, hashed in zip(with_password, watched, strict=True):
            account.user.password = hashed


def _write(plan: Plan) -> None:
    _write_people(plan.people)
    Centre.objects.bulk_create(plan.places.new)
    Centre.objects.bulk_update(plan.places.changed, CENTRE_FACTS)
    Affiliation.objects.bulk_create(plan.links.new.values())
    _complete(Affiliation, plan.links.completed)
    WorkingHours.objects.bulk_create(plan.hours)
    _reindex(plan)


def _write_people(people: People) -> None:
    users = [account.user for account in people.new]
    if not all(user.password for user in users):  # an account was deleted while others hashed
        raise NotImported("Accounts were deleted meanwhile. Import again.")
    User.objects.bulk_create(users)
    _prove_addresses(users)
    persons = [account.person for account in people.new]
    Patient.objects.bulk_create(person for person in persons if isinstance(person, Patient))
    providers = [person for person in persons if isinstance(person, Provider)]
    _add_expertises(providers)
    Provider.objects.bulk_create(providers)
    _complete(User, people.completed_users)
    _complete(Patient, people.completed_patients)


def _prove_addresses(users: Sequence[User]) -> None:
    """Let each of these new accounts have its address as one that is verified."""
    with connection.cursor() as cursor:
        for start in range(0, len(users), BATCH):
            saved = User.objects.filter(pk__in=[user.pk for user in users[start : start + BATCH]])
            rows = saved.order_by("pk").values_list("pk", "email", Value(True), Value(True))
            sql, values = rows.query.sql_with_params()
            cursor.execute(INSERT_ADDRESSES + sql, values)


def _complete(model: type[M], stated: Mapping[K, M]) -> None:
    """Fill what is blank in the rows with these pks. They are held and read again: what somebody
    has saved since they were compared stays."""
    rows = model._default_manager.all()
    held = rows.select_for_update(no_key=True).order_by("pk")
    completed = list(find(held, "pk", sorted(stated)))
    for row in completed:
        fill_blanks(row, stated[row.pk])
    rows.bulk_update(completed, FILLED_IN[model], batch_size=BATCH)


def _add_expertises(providers: Iterable[Provider]) -> None:
    """Save the expertises that are new; another import may have added one since the check."""
    known = {fold_name(expertise.name): expertise for expertise in Expertise.objects.all()}
    for provider in providers:
        if provider.expertise is not None:
            key = fold_name(provider.expertise.name)
            if key not in known:
                provider.expertise.save()
                known[key] = provider.expertise
            provider.expertise = known[key]


def _reindex(plan: Plan) -> None:
    """Put what is new or changed in the search index: writing in bulk sends no signals."""
    links = plan.links.new.values()
    changed = [centre.pk for centre in plan.places.changed]
    renamed = [pk for pk, user in plan.people.completed_users.items() if user.is_provider]
    providers = Provider.objects.all()
    reindex(
        centres={*changed, *(c.pk for c in plan.places.new), *(link.centre_id for link in links)},
        providers={
            *(link.provider_id for link in links),
            *(provider.pk for provider in find(providers, "affiliations__centre", changed)),
            *(provider.pk for provider in find(providers, "user", renamed)),
        },
    )
