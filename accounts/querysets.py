"""Who there is: accounts, patients and providers."""

import re
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Replace

from accounts.folding import FOLDED_BY_DATABASES, fold

if TYPE_CHECKING:
    from accounts.models import Patient, Provider, User

LEAST_DIGITS = 7  # of a phone number, as `validate_phone` has it


class UserQuerySet(models.QuerySet["User"]):
    def kept_by(self, user: "User | AnonymousUser") -> Self:
        """Accounts that `user` makes, changes and closes in the admin: a superuser those of staff,
        other superusers' among them, and nobody else any. Patients and providers have pages of
        their own."""
        if user.is_anonymous or not user.is_active or not user.is_superuser:
            return self.none()
        return self.filter(role=self.model.Role.STAFF)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes accounts, and finds them by their address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A saved account. Without a password it gets in through the reset mail."""
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that keeps every centre in the admin (`manage.py createsuperuser`). Whoever
        works at the server's console vouches for the address."""
        from allauth.account.models import EmailAddress  # needs the model of this manager

        with transaction.atomic(using=self._db):
            user: User = self.create_user(
                email, password, role=self.model.Role.STAFF, is_superuser=True, **fields
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        user: User = self.get(email=(username or "").strip().lower())
        return user


def _digits(field: str) -> Any:
    """The digits of a phone number: what else `validate_phone` allows is taken out."""
    digits: Any = models.F(field)
    for sign in "+() -":
        digits = Replace(digits, models.Value(sign))
    return digits


class PatientQuerySet(models.QuerySet["Patient"]):
    def kept_by(self, user: "User | AnonymousUser") -> Self:
        """Patients whom `user` meets in the admin: a superuser everybody, staff those with an
        appointment, of whatever state, at a centre that they keep."""
        if not user.is_anonymous and user.is_superuser:
            return self
        appointments: Any = self.model._meta.get_field("appointments").related_model
        return self.filter(pk__in=appointments.objects.kept_by(user).values("patient"))

    def named(self, words: str) -> Self:
        """Patients in whose name each of `words` stands, by name. “chloe” finds Chloë and “obrien”
        O'Brien: a second account of theirs would be made else. Names that no database folds are
        read for it, in one query."""
        folded = [word for word in map(fold, words.split()) if word]
        people = self.filter(user__is_active=True)
        odd = people.exclude(user__full_name__regex=FOLDED_BY_DATABASES)
        ways = models.Q(
            pk__in=[
                pk
                for pk, name in odd.values_list("pk", "user__full_name")
                if all(word in fold(name) for word in folded)
            ]
        )
        ways |= models.Q(*(models.Q(user__full_name__icontains=word) for word in folded))
        found = people.filter(ways) if folded else self.none()
        return found.order_by("user__full_name", "user__email").select_related("user")

    def told(self, text: str) -> Self:
        """Patients with exactly this email, phone or Medicare number, however it is spaced: what
        only the patient tells. A family may share a phone, and a card its first ten digits."""
        digits = re.sub(r"[^0-9]", "", text)
        ways = models.Q(user__email=text.strip().lower())
        if len(digits) >= LEAST_DIGITS:
            ways |= models.Q(phone_digits__in=[digits, re.sub("^61", "0", digits)])
            ways |= models.Q(phone_digits=re.sub("^0", "61", digits))
        if len(digits) in (10, 11):
            ways |= models.Q(medicare_number__in=[digits, digits[:10]])
        if len(digits) == 10:
            ways |= models.Q(medicare_number__startswith=digits)
        found = self.filter(user__is_active=True).alias(phone_digits=_digits("user__phone"))
        return found.filter(ways).order_by("user__full_name", "pk").select_related("user")

    def history_open_to(self, user: "User | AnonymousUser") -> Self:
        """Patients whose history `user` may read and add to as a provider: those whose appointments
        open it (`AppointmentQuerySet.opening_history_to`, where the rule stands)."""
        appointments: Any = self.model._meta.get_field("appointments").related_model
        return self.filter(pk__in=appointments.objects.opening_history_to(user).values("patient"))


class ProviderQuerySet(models.QuerySet["Provider"]):
    def listed(self) -> Self:
        """Providers that people may find, read about, rate and book: those whose account is
        open."""
        return self.filter(user__is_active=True)

    def kept_by(self, user: "User | AnonymousUser") -> Self:
        """Providers whom `user` meets in the admin: a superuser everybody, staff those who work at
        a centre that they keep."""
        if not user.is_anonymous and user.is_superuser:
            return self
        places: Any = self.model._meta.get_field("affiliations").related_model
        return self.filter(pk__in=places.objects.kept_by(user).values("provider"))

    def referred_to(self, words: str = "") -> Self:
        """Listed providers whom patients book under a referral only, by expertise and name; those
        in whose expertise or name each of `words` stands."""
        found = self.listed().filter(profession__by_referral_only=True)
        for word in words.split():
            found = found.filter(
                models.Q(expertise__name__icontains=word)
                | models.Q(user__full_name__icontains=word)
            )
        return found.order_by("expertise__name", "user__full_name", "pk")

    def holding_hours(self) -> Self:
        """Providers whose hours nobody else changes before the transaction ends. Whoever writes
        hours holds the provider first and then reads the hours; several at once in one order, so
        that two never wait for each other."""
        return self.select_for_update(no_key=True).order_by("pk")

    def with_ratings(self) -> Self:
        """With `average_stars` (None while unrated) and `rating_count`."""
        return self.annotate(
            average_stars=models.Avg("ratings__stars"), rating_count=models.Count("ratings")
        )

    def with_names(self) -> Self:
        """Joined with what a page prints beside a provider: name, profession, expertise."""
        return self.select_related("user", "profession", "expertise")
