"""Accounts and the people behind them."""

import re
import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.folding import LONGEST, folded_name
from accounts.lookups import Digits
from accounts.querysets import PatientQuerySet, ProviderQuerySet, UserManager
from accounts.validators import (
    fold_name,
    tidy_name,
    validate_medicare_number,
    validate_name,
    validate_phone,
)


def shown_name(full_name: str, email: str) -> str:
    """The full name, or one made from the address while the account has none."""
    if full_name:
        return full_name
    words = re.findall(r"[^\W\d_]+", email.partition("@")[0])
    return " ".join(word.capitalize() for word in words) or email


class User(AbstractBaseUser, PermissionsMixin):
    """One account, one role. The email is the log-in and is stored in lower case."""

    class Role(models.TextChoices):
        PATIENT = "patient", "Patient"
        PROVIDER = "provider", "Provider"
        STAFF = "staff", "Staff"

    email = models.EmailField(unique=True, error_messages={"unique": "This email is taken."})
    # The address an import knows the account by; it stays when the email changes.
    imported_email = models.EmailField(unique=True, null=True, blank=True, editable=False)
    full_name = models.CharField(max_length=150, blank=True, validators=[validate_name])
    # What databases look for a name in (`accounts.folding.folded_name`). They fill it for a program
    # of before these fields.
    folded_name = models.CharField(max_length=LONGEST, editable=False, default="", db_default="")
    folded_surname = models.CharField(max_length=LONGEST, editable=False, default="", db_default="")
    phone = models.CharField(max_length=20, blank=True, validators=[validate_phone])
    role = models.CharField(max_length=8, choices=Role.choices)
    is_active = models.BooleanField("active", default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        indexes = [
            models.Index(fields=["full_name", "email"], name="user_by_name"),
            models.Index(
                fields=["full_name", "email"],
                condition=models.Q(role="staff"),
                name="staff_by_name",
            ),
            models.Index(
                fields=["folded_name"], opclasses=["varchar_pattern_ops"], name="user_folded"
            ),
            models.Index(
                fields=["folded_surname"], opclasses=["varchar_pattern_ops"], name="user_surname"
            ),
            models.Index(Digits("phone"), name="user_by_phone"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_lower"),
            models.CheckConstraint(
                condition=models.Q(imported_email=Lower("imported_email")),
                name="imported_email_lower",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["patient", "provider", "staff"]), name="role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(is_superuser=False) | models.Q(role="staff"),
                name="superuser_is_staff",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, with the name folded beside it, also where a program of before these fields
        has left that out."""
        fields = kwargs.get("update_fields")
        if fields is None:
            self.fold_name()
        elif "full_name" in fields or (self.full_name and not self.folded_name):
            kwargs["update_fields"] = {*fields, *self.fold_name()}
        super().save(*args, **kwargs)

    def fold_name(self) -> dict[str, str]:
        """Set, unsaved, what the name is looked for by; return it by field."""
        folded = folded_name(self.full_name)
        for field, text in folded.items():
            setattr(self, field, text)
        return folded

    @property
    def name(self) -> str:
        """The full name, or one made from the address while the account has none."""
        return shown_name(self.full_name, self.email)

    @property
    def is_staff(self) -> bool:
        """Whether the account may enter the admin; Django's admin asks by this name."""
        return self.role == self.Role.STAFF

    @cached_property
    def has_admin_pages(self) -> bool:
        """Whether the admin holds anything for the account: everything for a superuser, and for
        staff the centres that they keep."""
        if self.is_superuser or not self.is_staff:
            return self.is_superuser
        from accounts.kept import memberships  # which needs this module

        return bool(memberships(self)[:1])

    def has_module_perms(self, app_label: str) -> bool:
        """For the pages of libraries in the admin. Nobody is given permissions of Django's own, so
        no page asks the database for them."""
        return self.is_active and self.is_superuser

    @property
    def is_patient(self) -> bool:
        return self.role == self.Role.PATIENT

    @property
    def is_provider(self) -> bool:
        return self.role == self.Role.PROVIDER


class Staff(User):
    """The accounts of staff, as the admin has them (`UserQuerySet.kept_by`)."""

    class Meta:
        proxy = True
        verbose_name = "member of staff"
        verbose_name_plural = "staff"


class Patient(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="patient")
    medicare_number = models.CharField(
        max_length=11, blank=True, validators=[validate_medicare_number]
    )

    objects = PatientQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["medicare_number"], name="patient_by_medicare")]

    def __str__(self) -> str:
        return self.user.name

    def clean(self) -> None:
        if not self.user.is_patient:
            raise ValidationError({"user": "This account has another role than patient."})


class Named(models.Model):
    """What people know by its name: no two of a kind share one, however it is spelt."""

    name = models.CharField(max_length=60, unique=True, validators=[validate_name])

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name = tidy_name(self.name)
        others = type(self)._default_manager.exclude(pk=self.pk)
        if fold_name(self.name) in map(fold_name, others.values_list("name", flat=True)):
            raise ValidationError({"name": "This name is taken."})


class Profession(Named):
    """What a provider is. Data, so that staff add one without a release."""

    can_refer = models.BooleanField(default=False, help_text="Writes referral letters.")
    by_referral_only = models.BooleanField(
        default=False, help_text="Patients book only under a referral."
    )

    def clean(self) -> None:
        super().clean()
        without_expertise = Provider.objects.filter(profession=self.pk, expertise=None)
        if self.by_referral_only and without_expertise.exists():
            raise ValidationError(
                {
                    "by_referral_only": "Some providers of this profession have no expertise. "
                    "Give each of them one first."
                }
            )


class Expertise(Named):
    class Meta(Named.Meta):
        verbose_name_plural = "expertise"


class Provider(models.Model):
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="provider")
    profession = models.ForeignKey(Profession, models.PROTECT, related_name="providers")
    expertise = models.ForeignKey(
        Expertise, models.PROTECT, related_name="providers", null=True, blank=True
    )

    objects = ProviderQuerySet.as_manager()

    def __str__(self) -> str:
        return self.user.name

    def clean(self) -> None:
        if not self.user.is_provider:
            raise ValidationError({"user": "This account has another role than provider."})
        if self.profession.by_referral_only and self.expertise is None:
            raise ValidationError({"expertise": f"A {self.profession} needs an expertise."})

    @property
    def is_listed(self) -> bool:
        """Whether people may find and book them; `ProviderQuerySet.listed` asks the same."""
        return self.user.is_active

    @property
    def service(self) -> str:
        """What patients look for: the expertise where there is one, else the profession."""
        return self.expertise.name if self.expertise else self.profession.name


class OutgoingMail(models.Model):
    """A mail that waits for its task. Written in the transaction that caused it, deleted once
    sent: links that open an account do not stay in the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)
