"""Writing a plan, whole or not at all."""

from collections.abc import Callable, Iterable

from allauth.account.models import EmailAddress
from django.db import IntegrityError

from accounts.models import Expertise, Patient, Provider, User
from centres.importing.exceptions import HasFaults, NotImported
from centres.importing.layout import fold
from centres.importing.passwords import hashing
from centres.importing.people import People
from centres.importing.places import CENTRE_FACTS
from centres.importing.plan import Plan, compare, no_other_import
from centres.models import Affiliation, Centre, WorkingHours
from centres.search.index import reindex

# Wraps the hashes as they come, and is told how many: a progress bar.
Watch = Callable[[Iterable[str], int], Iterable[str]]


def unwatched(hashes: Iterable[str], total: int) -> Iterable[str]:
    """A `Watch` that shows nothing."""
    return hashes


def apply(plan: Plan, *, hash_workers: int, watch: Watch = unwatched) -> Plan:
    """Write the plan in one transaction and return it as it was written.

    Passwords are hashed before the transaction starts, since it keeps other writers waiting. In
    the transaction the files are compared with the database once more: another import may have
    come first. Two imports follow each other.

    Raises `HasFaults`, or `NotImported` when the database is busy or changed meanwhile; then
    nothing is written.
    """
    if plan.report.faults:
        raise HasFaults(plan)
    _set_passwords(plan.people, hash_workers, watch)
    try:
        with no_other_import():
            current = compare(plan.folder)
            if current.report.faults:
                raise HasFaults(current)
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
            account.user.set_unusable_password()
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
    Affiliation.objects.bulk_update(plan.links.completed, ["provider_number"])
    WorkingHours.objects.bulk_create(plan.hours)
    _reindex(plan)


def _write_people(people: People) -> None:
    users = [account.user for account in people.new]
    if not all(user.password for user in users):  # an account was deleted while others hashed
        raise NotImported("Accounts were deleted meanwhile. Import again.")
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    persons = [account.person for account in people.new]
    Patient.objects.bulk_create(person for person in persons if isinstance(person, Patient))
    providers = [person for person in persons if isinstance(person, Provider)]
    _add_expertises(providers)
    Provider.objects.bulk_create(providers)
    User.objects.bulk_update(people.completed_users, ["full_name", "phone"])
    Patient.objects.bulk_update(people.completed_patients, ["medicare_number"])


def _add_expertises(providers: Iterable[Provider]) -> None:
    """Save the expertises that are new; another import may have added one since the check."""
    known = {fold(expertise.name): expertise for expertise in Expertise.objects.all()}
    for provider in providers:
        if provider.expertise is not None:
            key = fold(provider.expertise.name)
            if key not in known:
                provider.expertise.save()
                known[key] = provider.expertise
            provider.expertise = known[key]


def _reindex(plan: Plan) -> None:
    """Put what is new or changed in the search index: writing in bulk sends no signals."""
    links = plan.links.new.values()
    changed = [centre.pk for centre in plan.places.changed]
    at_changed = Provider.objects.filter(affiliations__centre__in=changed)
    renamed = Provider.objects.filter(user__in=[user.pk for user in plan.people.completed_users])
    reindex(
        centres={*changed, *(c.pk for c in plan.places.new), *(link.centre_id for link in links)},
        providers={
            *(link.provider_id for link in links),
            *at_changed.values_list("pk", flat=True),
            *renamed.values_list("pk", flat=True),
        },
    )
