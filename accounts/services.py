"""Accounts that the site itself makes; most come by an import."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Patient, User
from accounts.passwords import mail_first_link


def make_patient(
    *, email: str, full_name: str, phone: str = "", medicare_number: str = ""
) -> Patient:
    """Make the account of a patient, and queue the mail with which its owner chooses a password:
    nobody else ever knows one. The address counts as confirmed, since that mail is the only way in.

    Raises `ValidationError` for a value that no account holds, such as an email that is taken.
    """
    if EmailAddress.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": ValidationError("This email is taken.", code="unique")})
    user = User(email=email, full_name=full_name, phone=phone, role=User.Role.PATIENT)
    user.set_unusable_password()
    user.full_clean()
    patient = Patient(user=user, medicare_number=medicare_number)
    patient.full_clean(exclude=["user"])
    with transaction.atomic():
        user.save()
        patient.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        mail_first_link.enqueue(user.pk)
    return patient
