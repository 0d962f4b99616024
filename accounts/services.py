"""Accounts that the site itself makes, closes and opens again; most come by an import."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Patient, Staff, User
from accounts.passwords import mail_first_link


def check_address(email: str) -> None:
    """Raises `ValidationError` for an address that somebody has, confirmed or not."""
    if EmailAddress.objects.filter(email__iexact=email.strip()).exists():
        raise ValidationError({"email": ValidationError("This email is taken.", code="unique")})


def make_account(user: User) -> None:
    """Save a new account, and queue the mail with which its owner chooses a password: nobody else
    ever knows one. The address counts as confirmed, since that mail is the only way in.

    Raises `ValidationError` for a value that no account holds, such as an email that is taken.
    """
    check_address(user.email)
    user.set_unusable_password()
    user.full_clean()
    try:
        with transaction.atomic():
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            mail_first_link.enqueue(user.pk)
    except IntegrityError:
        check_address(user.email)  # says that somebody else was quicker
        raise


def make_patient(
    *, email: str, full_name: str, phone: str = "", medicare_number: str = ""
) -> Patient:
    """Make the account of a patient. Raises `ValidationError` as `make_account` does."""
    user = User(email=email, full_name=full_name, phone=phone, role=User.Role.PATIENT)
    patient = Patient(user=user, medicare_number=medicare_number)
    patient.full_clean(exclude=["user"])
    with transaction.atomic():
        make_account(user)
        patient.save()
    return patient


def make_staff(*, email: str, full_name: str) -> Staff:
    """Make the account of a member of staff, who keeps no centre yet. Raises `ValidationError` as
    `make_account` does."""
    user = Staff(email=email, full_name=full_name, role=User.Role.STAFF)
    make_account(user)
    return user


def set_active(user: User, is_active: bool) -> None:
    """Close an account, or open it again. Nobody logs in to a closed one, and its sessions are
    deleted: none of them comes back with the account."""
    with transaction.atomic():
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        if not is_active:
            for session in UserSession.objects.filter(user_id=user.pk):
                session.end()
