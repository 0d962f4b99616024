"""The demo: the people of `fixtures/`, two who keep the site, visits past and to come with their
histories and letters, and stars."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from accounts.models import OutgoingMail, User
from centres.importing.plan import plan
from centres.importing.reading import read_folder
from centres.importing.writing import Watch, apply, unwatched
from centres.models import Centre, Membership
from medisoft.demo.histories import add_histories, add_letters
from medisoft.demo.people import DEMO_PASSWORD, LOGINS, PROVIDER, STAFF, SUPERUSER
from medisoft.demo.visits import add_stars, add_visits
from referrals.models import Notice

__all__ = ["DEMO_PASSWORD", "LOGINS", "NotADemo", "load"]

FIXTURES = settings.BASE_DIR / "fixtures"


class NotADemo(Exception):
    """The database is in use for something else; `str` says so."""


def load(*, now: datetime, hash_workers: int, watch: Watch = unwatched) -> bool:
    """Fill the database with the demo, and return whether anything was to do. What was loaded
    before stays as people have changed it since.

    Raises `NotADemo` when there are other accounts than just those of the fixtures, which a demo
    that was stopped has left: the demo's passwords are public, and its superuser keeps every
    centre. Raises `NotImported` as an import does.
    """
    if User.objects.filter(email=SUPERUSER.email).exists():
        return False
    planned = plan(read_folder(FIXTURES))
    own = {account.email for account in planned.folder.accounts}
    if set(User.objects.values_list("imported_email", flat=True)) not in (set(), own):
        raise NotADemo("The database holds other accounts than the demo's. Use an empty one.")
    apply(planned, hash_workers=hash_workers, watch=watch)
    with transaction.atomic():
        add_visits(now)
        add_histories(now)
        add_letters(now)
        _forget_mails(now)
        add_stars(now)
        _add_keepers()
    return True


def _forget_mails(now: datetime) -> None:
    """Nobody asked for these appointments: the first mail that a visitor finds is their own. The
    database holds nothing but the demo, and so does its queue."""
    DBTaskResult.objects.all().delete()
    OutgoingMail.objects.all().delete()
    Notice.objects.update(sent_at=now)


def _add_keepers() -> None:
    """Last, since the superuser stands for a demo that is complete."""
    staff = User.objects.create_user(
        STAFF.email, DEMO_PASSWORD, role=User.Role.STAFF, full_name="Robin Attwater"
    )
    EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
    for centre in Centre.objects.filter(affiliations__provider__user__email=PROVIDER.email):
        Membership.objects.create(user=staff, centre=centre)
    User.objects.create_superuser(SUPERUSER.email, DEMO_PASSWORD, full_name="Alex Sandoval")
