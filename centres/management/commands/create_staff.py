"""Makes the account of somebody who works at a desk."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from accounts.management.base import SiteCommand
from accounts.services import make_staff
from centres.models import Centre, Membership


class Command(SiteCommand):
    help = (
        "Make the account of a member of staff who keeps these centres, and mail them a link to "
        "choose a password. A superuser can do it in the admin too. "
        'Example: manage.py create_staff desk@example.org --name "Ann Desk" --centre "My Clinic"'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="The email that they log in with.")
        parser.add_argument("--name", required=True, help="Their full name.")
        parser.add_argument(
            "--centre",
            action="append",
            required=True,
            metavar="NAME",
            help="A centre that they keep, by its name; may be given several times.",
        )

    def handle(self, *, email: str, name: str, centre: list[str], **options: Any) -> None:
        kept = [_centre(told) for told in centre]
        try:
            with transaction.atomic():
                user = make_staff(email=email, full_name=name)
                for one in dict.fromkeys(kept):
                    Membership.objects.create(user=user, centre=one)
        except ValidationError as error:
            raise CommandError(f"{' '.join(error.messages)} Nothing was written.") from error
        self.stdout.write(f"{user.email} gets a mail with a link to choose a password.")


def _centre(name: str) -> Centre:
    found = Centre.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        raise CommandError(f"There is no centre with the name “{name}”. Nothing was written.")
    return found
