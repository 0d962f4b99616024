"""The sections of the profile page, each its own form."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.http import QueryDict

from accounts.models import Patient, User
from accounts.validators import (
    MEDICARE_FORM,
    clean_medicare_number,
    format_medicare_number,
    validate_phone,
)
from accounts.words import REFUSALS, PlainWords
from centres.models import Affiliation
from centres.validators import clean_provider_number, is_provider_number

M = TypeVar("M", bound=Model)


class SectionForm(PlainWords, forms.ModelForm[M]):
    """One section of the profile, which writes the fields that were posted: what else has changed
    of the row meanwhile, such as a new password, stays."""

    def save(self, commit: bool = True) -> M:
        self.instance.save(update_fields=[name for name in self.fields if name in self.data])
        return self.instance


class DetailsForm(SectionForm[User]):
    full_name = forms.CharField(
        max_length=150,
        error_messages={"required": "Enter your full name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        max_length=20,
        required=False,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    saved = "Your details are saved."

    class Meta:
        model = User
        fields = ["full_name", "phone"]


class MedicareForm(SectionForm[Patient]):
    medicare_number = forms.CharField(
        max_length=20,
        required=False,
        help_text=MEDICARE_FORM,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    saved = "Your Medicare number is saved."

    class Meta:
        model = Patient
        fields = ["medicare_number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["medicare_number"] = format_medicare_number(self.instance.medicare_number)

    def clean_medicare_number(self) -> str:
        text = self.cleaned_data["medicare_number"]
        return clean_medicare_number(text) if text else ""


class ProviderNumberForm(SectionForm[Affiliation]):
    provider_number = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    saved = "The provider number is saved."

    class Meta:
        model = Affiliation
        fields = ["provider_number"]

    def clean_provider_number(self) -> str:
        return clean_provider_number(self.cleaned_data["provider_number"])

    @property
    def warning(self) -> str:
        """What to tell about a saved number that does not fit its check character: it is kept,
        since mis-issued numbers exist."""
        number = self.instance.provider_number
        if not number or is_provider_number(number):
            return ""
        return f"Check the provider number {number}: its last letter does not fit."


class DisplayForm(PlainWords, forms.Form):
    CHOICES = {"device": "Like my device", "light": "Light", "dark": "Dark"}

    display = forms.ChoiceField(
        label="Colours",
        choices=CHOICES,
        widget=forms.RadioSelect,
        initial="device",
        error_messages={"required": REFUSALS["invalid_choice"]},
    )


ProfileForm = DetailsForm | MedicareForm | ProviderNumberForm | DisplayForm


class ProfileForms:
    """The forms of a person's profile page. Bound are those whose field was posted."""

    def __init__(self, user: User, data: QueryDict | None, display: str) -> None:
        self.data = data if data is not None else QueryDict()
        self.details = DetailsForm(self._data_with("full_name"), instance=user)
        self.display = DisplayForm(self._data_with("display"), initial={"display": display})
        self.medicare: MedicareForm | None = None
        self.provider_numbers: list[ProviderNumberForm] = []
        if user.is_patient:
            self.medicare = MedicareForm(self._data_with("medicare_number"), instance=user.patient)
        if user.is_provider:
            affiliations = user.provider.affiliations.with_names().order_by("centre__name")
            self.provider_numbers = [self._provider_number(place) for place in affiliations]

    def _data_with(self, field: str) -> QueryDict | None:
        return self.data if field in self.data else None

    def _provider_number(self, affiliation: Affiliation) -> ProviderNumberForm:
        meant = self.data.get("affiliation") == str(affiliation.pk)
        return ProviderNumberForm(
            self._data_with("provider_number") if meant else None,
            instance=affiliation,
            auto_id=f"id_{affiliation.pk}_%s",
        )

    @property
    def is_about_anothers_place(self) -> bool:
        """Whether a number was posted for a place that is none of the person's."""
        own = {str(form.instance.pk) for form in self.provider_numbers}
        return "affiliation" in self.data and self.data["affiliation"] not in own

    def __iter__(self) -> Iterator[ProfileForm]:
        yield self.details
        if self.medicare:
            yield self.medicare
        yield from self.provider_numbers
        yield self.display

    @property
    def posted(self) -> list[ProfileForm]:
        return [form for form in self if form.is_bound]

    @property
    def refused(self) -> ProfileForm | None:
        """The first form whose data cannot be saved."""
        return next((form for form in self.posted if not form.is_valid()), None)
