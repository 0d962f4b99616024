"""Patients and providers, as the centres that they come to or work at keep them, and the parts of
accounts that are data."""

from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.admin.fields import HOW_TO_LOOK_FOR, LABELS, account_fields, save_changed
from accounts.kept import KeptAdmin
from accounts.models import Expertise, Patient, Profession, Provider, User
from accounts.querysets import looked_for
from accounts.validators import clean_medicare_number, format_medicare_number
from appointments.models import Appointment
from appointments.querysets import upcoming_first

MOST_VISITS = 50  # of a patient, on one page

Person = TypeVar("Person", bound=Patient | Provider)


@admin.register(Profession)
class ProfessionAdmin(KeptAdmin[Profession]):
    staff_may = ()
    list_display = ["name", "can_refer", "by_referral_only"]
    search_fields = ["name"]


@admin.register(Expertise)
class ExpertiseAdmin(KeptAdmin[Expertise]):
    staff_may = ()
    search_fields = ["name"]


class PersonForm(forms.ModelForm[Any]):
    """What a person is, with what their account says of them."""

    of_account: tuple[str, ...] = ("is_active",)
    is_active = forms.Field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in account_fields(*self.of_account).items():
            if name in self.fields:  # which the admin takes out for whom it is read-only
                field.initial = getattr(self.instance.user, name)
                self.fields[name] = field


class PersonAdmin(KeptAdmin[Person]):
    """Accounts are made by an import, or while booking for somebody new; superusers close them."""

    superusers_may = ("view", "change")
    form: Any = PersonForm
    ordering = ["user__full_name", "user__email"]
    search_fields = ["user__folded_name"]  # `get_search_results` says how
    search_help_text = HOW_TO_LOOK_FOR.capitalize()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).select_related("user")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        found = queryset.filter(looked_for(search_term, "user__")) if search_term else queryset
        return found, False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fixed: list[Any] = [*super().get_readonly_fields(request, obj)]
        return fixed if request.user.is_superuser else [*fixed, "is_active"]

    @admin.display(ordering="user__is_active", description=LABELS["is_active"], boolean=True)
    def is_active(self, person: Person) -> bool:
        return person.user.is_active

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        save_changed(obj.user, form, *form.of_account)


@admin.register(Provider)
class ProviderAdmin(PersonAdmin[Provider]):
    """What a provider is. Who they are comes with the account, and they themselves keep it. What
    the profession lets them do, such as to refer, holds at every centre, so superusers set it."""

    fields = ["user", "profession", "expertise", "is_active"]
    list_display = ["user", "profession", "expertise"]
    list_filter = ["profession"]
    readonly_fields = ["user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        return super().get_queryset(request).select_related("profession", "expertise")


class PatientForm(PersonForm):
    """What a patient tells at the desk. The email is the log-in, which only its owner changes."""

    of_account = ("full_name", "phone", "is_active")
    full_name = forms.Field()
    phone = forms.Field()

    class Meta:
        model = Patient
        fields = ["medicare_number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
class PatientAdmin(PersonAdmin[Patient]):
    """Who comes to the centres that one keeps, and how to reach them."""

    staff_may = ("view", "change")
    form = PatientForm
    fields = ["full_name", "email", "phone", "medicare_number", "is_active"]
    readonly_fields = ["email"]
    list_display = ["full_name", "email", "phone"]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        patient = self.get_object(request, object_id)
        visits = Appointment.objects.kept_by(request.user).filter(patient=patient)
        ordered = visits.order_by(*upcoming_first(timezone.now()))
        shown = ordered.with_names().without_reason()[:MOST_VISITS]
        context = {"visits": shown, "most_visits": MOST_VISITS}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    @admin.display(ordering="user__full_name", description="name")
    def full_name(self, patient: Patient) -> str:
        return patient.user.name

    @admin.display(ordering="user__email")
    def email(self, patient: Patient) -> str:
        return patient.user.email

    @admin.display
    def phone(self, patient: Patient) -> str:
        return patient.user.phone
