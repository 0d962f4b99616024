"""Who there is: accounts, patients and providers."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser, BaseUserManager
from django.db import models, transaction
from django.db.models.lookups import In

from accounts.folding import fold, folded_name, words_of
from accounts.lookups import Digits

if TYPE_CHECKING:
    from accounts.models import Patient, Provider, User

LEAST_DIGITS = 7  # of a phone number, as `validate_phone` has it
MOST_WORDS = 8  # of a name that somebody types


def named(words: str, path: str = "") -> models.Q:
    """Accounts, at `path` ("user__"), in whose name each of `words` begins a word, and one of them
    the whole name or the surname: these are in an index, and whatever else is asked of few."""
    typed = words_of(words)[:MOST_WORDS]
    if not typed:
        return models.Q(pk__in=[])
    found = models.Q()
    for word in typed:
        found |= models.Q(**{f"{path}folded_name__begins": word})
        found |= models.Q(**{f"{path}folded_surname__begins": word})
    for word in typed if len(typed) > 1 else []:
        found &= models.Q(**{f"{path}folded_name__begins": word}) | models.Q(
            *(models.Q(**{f"{path}folded_name__contains": sign + word}) for sign in " -"),
            _connector=models.Q.OR,
        )
    return found


def reached_by(text: str, path: str = "") -> models.Q:
    """Accounts with exactly this email or phone, however it is spaced."""
    digits = re.sub(r"[^0-9]", "", text)
    ways = models.Q(**{f"{path}email": text.strip().lower()})
    if len(digits) >= LEAST_DIGITS:
        same = {digits, re.sub("^61", "0", digits), re.sub("^0", "61", digits)}
        ways |= models.Q(In(Digits(f"{path}phone"), sorted(same)))
    return ways


def looked_for(text: str, path: str = "") -> models.Q:
    """Accounts that somebody who looks through a list may mean by `text`: an exact email or phone
    is told from a name by its signs."""
    is_reached = "@" in text or len(re.sub(r"[^0-9]", "", text)) >= LEAST_DIGITS
    return reached_by(text, path) if is_reached else named(text, path)


class UserQuerySet(models.QuerySet["User"]):
    # Whatever writes a name writes beside it what it is looked for by.

    def update(self, **values: Any) -> int:
        if isinstance(values.get("full_name"), str):
            values |= folded_name(values["full_name"])
        return super().update(**values)

    def bulk_create(self, objs: Iterable["User"], *args: Any, **kwargs: Any) -> list["User"]:
        users = list(objs)
        for user in users:
            user.fold_name()
        return super().bulk_create(users, *args, **kwargs)

    def bulk_update(
        self, objs: Iterable["User"], fields: Iterable[str], *args: Any, **kwargs: Any
    ) -> int:
        users, written = list(objs), {*fields}
        if "full_name" in written:
            for user in users:
                written.update(user.fold_name())
        return super().bulk_update(users, sorted(written), *args, **kwargs)

    def unfolded(self) -> Iterator["User"]:
        """Accounts that are not found by their name, one after another: SQL has written it, or a
        release before there was anything beside it."""
        names = self.order_by("pk").only("full_name", "folded_name", "folded_surname")
        for user in names.iterator():
            kept = {"folded_name": user.folded_name, "folded_surname": user.folded_surname}
            if kept != folded_name(user.full_name):
                yield user

    def fold_names(self) -> int:
        """Have all accounts found by their names, and return how many were not. A name that is
        changed meanwhile is left to who changes it."""
        return sum(
            self.filter(pk=user.pk, full_name=user.full_name).update(full_name=user.full_name)
            for user in self.unfolded()
        )

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


class PatientQuerySet(models.QuerySet["Patient"]):
    def kept_by(self, user: "User | AnonymousUser") -> Self:
        """Patients whom `user` meets in the admin: a superuser everybody, staff those with an
        appointment, of whatever state, at a centre that they keep."""
        if not user.is_anonymous and user.is_superuser:
            return self
        appointments: Any = self.model._meta.get_field("appointments").related_model
        return self.filter(pk__in=appointments.objects.kept_by(user).values("patient"))

    def named(self, words: str) -> Self:
        """Patients of that name (`named`), by name. “chloe” finds Chloë and “obrien” O'Brien: a
        second account of theirs would be made else."""
        found = self.filter(named(words, "user__"), user__is_active=True)
        return found.order_by("user__full_name", "user__email").select_related("user")

    def told(self, text: str) -> Self:
        """Patients with exactly this email, phone or Medicare number, however it is spaced: what
        only the patient tells. A family may share a phone, and a card its first ten digits."""
        accounts: Any = self.model._meta.get_field("user").related_model
        reached = accounts.objects.filter(reached_by(text), is_active=True)
        # Asked first, since no database looks in the indexes of two tables at once.
        ways = models.Q(user__in=list(reached.values_list("pk", flat=True)))
        digits = re.sub(r"[^0-9]", "", text)
        if len(digits) == 10:
            ways |= models.Q(medicare_number__in=[digits, *(f"{digits}{n}" for n in range(10))])
        if len(digits) == 11:
            ways |= models.Q(medicare_number__in=[digits, digits[:10]])
        found = self.filter(ways, user__is_active=True)
        return found.order_by("user__full_name", "pk").select_related("user")


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
        of whom each of `words` stands in the expertise or is of the name (`named`). One query more
        for words, since there are few expertises and an index finds names."""
        found = self.listed().filter(profession__by_referral_only=True)
        expertises: Any = self.model._meta.get_field("expertise").related_model
        every = self.model._default_manager.order_by()
        known = list(expertises.objects.values_list("pk", "name")) if words else []
        names = []
        if words and not words_of(words):
            return self.none()  # of signs alone
        for word in words_of(words)[:MOST_WORDS]:
            treating = [pk for pk, name in known if word in fold(name)]
            if treating:  # together, since no database looks in the indexes of two tables at once
                by_expertise = every.filter(expertise__in=treating).values("pk")
                by_name = every.filter(named(word, "user__")).values("pk")
                found = found.filter(pk__in=by_expertise.union(by_name))
            else:
                names.append(word)
        if names:
            found = found.filter(named(" ".join(names), "user__"))
        return found.order_by("expertise__name", "user__full_name", "pk")

    def holding_hours(self) -> Self:
        """Providers whose hours nobody else changes before the transaction ends. Whoever writes
        hours holds the provider first and then reads the hours; several at once in one order, so
        that two never wait for each other."""
        return self.select_for_update(no_key=True).order_by("pk")

    def with_names(self) -> Self:
        """Joined with what a page prints beside a provider: name, profession, expertise."""
        return self.select_related("user", "profession", "expertise")
