"""Patients and providers, as the centres that they come to or work at keep them, and the parts of
accounts that are data."""

from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.kept import KeptAdmin
from accounts.models import Expertise, Patient, Profession, Provider, User
from accounts.validators import clean_medicare_number, format_medicare_number

# The libraries register theirs when these modules are first read; read later, they would bring
# back what is taken out here.
for app in ("allauth.account", "allauth.mfa", "allauth.usersessions", "django.contrib.auth"):
    import_module(f"{app}.admin")

# An address or a second step that somebody else can set opens an account to them. Groups give
# nobody anything here: what an account may do follows from its role.
admin.site.unregister([EmailAddress, Authenticator, UserSession, Group])


@admin.register(Profession)
class ProfessionAdmin(KeptAdmin[Profession]):
    staff_may = ()
    list_display = ["name", "can_refer", "by_referral_only"]
    search_fields = ["name"]


@admin.register(Expertise)
class ExpertiseAdmin(KeptAdmin[Expertise]):
    staff_may = ()
    search_fields = ["name"]


@admin.register(Provider)
class ProviderAdmin(KeptAdmin[Provider]):
    """What a provider is. Who they are comes with the account, and they themselves keep it. What
    the profession lets them do, such as to refer, holds at every centre, so superusers set it."""

    superusers_may = ("view", "change")
    list_display = ["user", "profession", "expertise"]
    list_select_related = ["user", "profession", "expertise"]
    list_filter = ["profession"]
    search_fields = ["user__full_name", "user__email"]
    ordering = ["user__full_name", "user__email"]
    readonly_fields = ["user"]


class PatientForm(forms.ModelForm[Patient]):
    """What a patient tells at the desk. The email is the log-in, which only its owner changes."""

    full_name = forms.Field()
    phone = forms.Field()

    class Meta:
        model = Patient
        fields = ["medicare_number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = forms.fields_for_model(User, ["full_name", "phone"])
        for name, field in own.items():
            field.initial = getattr(self.instance.user, name)
            self.fields[name] = field
        self.initial["medicare_number"] = format_medicare_number(self.instance.medicare_number)
        # As people write it, with spaces; the model keeps the digits.
        self.fields["medicare_number"] = forms.CharField(max_length=20, required=False)

    def clean_full_name(self) -> str:
        return self._checked("full_name")

    def clean_phone(self) -> str:
        return self._checked("phone")

    def _checked(self, name: str) -> str:
        """What was typed, as the account may have it: Django asks the model of the form alone.
        Raises `ValidationError`."""
        typed: str = self.cleaned_data[name]
        field: Any = User._meta.get_field(name)
        return field.clean(typed, self.instance.user)  # type: ignore[no-any-return]

    def clean_medicare_number(self) -> str:
        typed = self.cleaned_data["medicare_number"]
        return clean_medicare_number(typed) if typed else ""


@admin.register(Patient)
class PatientAdmin(KeptAdmin[Patient]):
    """Who comes to the centres that one keeps, and how to reach them. Accounts are made by an
    import, or while booking for somebody new."""

    staff_may = superusers_may = ("view", "change")
    form = PatientForm
    fields = ["full_name", "email", "phone", "medicare_number"]
    readonly_fields = ["email"]
    list_display = ["full_name", "email", "phone"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__email", "user__phone"]
    ordering = ["user__full_name", "user__email"]
    list_per_page = 50

    @admin.display(ordering="user__full_name", description="name")
    def full_name(self, patient: Patient) -> str:
        return patient.user.name

    @admin.display(ordering="user__email")
    def email(self, patient: Patient) -> str:
        return patient.user.email

    @admin.display
    def phone(self, patient: Patient) -> str:
        return patient.user.phone

    def save_model(
        self, request: HttpRequest, obj: Patient, form: PatientForm, change: bool
    ) -> None:
        """Saves of the account what was typed, and leaves the rest to whoever changes it."""
        super().save_model(request, obj, form, change)
        for name in ("full_name", "phone"):
            setattr(obj.user, name, form.cleaned_data[name])
        obj.user.save(update_fields=["full_name", "phone"])
