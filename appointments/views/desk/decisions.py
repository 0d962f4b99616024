"""What the desk sends about appointments that a change of hours displaces."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from appointments.displacing import Cancel, Decision, Leave, Move
from appointments.forms import SlotsField
from appointments.models import Appointment

PREFIX = "displaced"  # of the fields, beside those of the form that changes the hours


class Choice(models.TextChoices):
    """What becomes of a displaced appointment."""

    MOVE = "move", "Move"
    CANCEL = "cancel", "Cancel"
    LEAVE = "leave", "Leave"


class SeenField(forms.JSONField):
    """Which appointments stood on the page, each with the time that it proposed. What no page of
    ours sends counts as nothing seen: then all is asked anew."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[UUID, datetime | None]:
        try:
            seen = super().clean(value) or {}
            return {UUID(pk): self._instant(text) for pk, text in seen.items()}
        except (ValidationError, ValueError, AttributeError, TypeError, RecursionError):
            return {}

    def _instant(self, text: str) -> datetime | None:
        return SlotsField().to_python([text])[0] if text else None


class DecisionsForm(forms.Form):
    """A choice for each appointment, or one for all that were seen. A choice to move is to the time
    that was `proposed` on the page; `reason` is that of all cancellations. Those that were seen as
    `arrived` are left, but never moved or cancelled, with all others."""

    seen = SeenField(required=False)
    all = forms.ChoiceField(required=False, choices=Choice.choices)
    because = forms.ChoiceField(required=False, choices=Appointment.Cancellation.choices)

    def __init__(self, data: Any) -> None:
        super().__init__(data, prefix=PREFIX)
        self.is_valid()  # reads: what cannot be read counts as not chosen
        self.proposed: dict[UUID, datetime | None] = self.cleaned_data["seen"]
        self.reason: str = self.cleaned_data.get("because", "")
        arrived = data.getlist(self.add_prefix("arrived"))
        self.arrived = {pk for pk in self.proposed if str(pk) in arrived}

    @property
    def is_sent(self) -> bool:
        """Whether this is an answer to the page of decisions, and not yet the first form."""
        return self.add_prefix("seen") in self.data

    def choice(self, pk: UUID) -> str:
        """What is chosen for an appointment; nothing while it was not seen."""
        if pk not in self.proposed:
            return ""
        for_all = self.cleaned_data.get("all")
        if for_all and (pk not in self.arrived or for_all == Choice.LEAVE):
            return str(for_all)
        chosen = self.data.get(self.add_prefix(str(pk)))
        return chosen if chosen in Choice.values else ""

    def decisions(self) -> dict[UUID, Decision]:
        """The choices that can be carried out, by the appointment's pk."""
        found = {pk: self._decision(pk, start) for pk, start in self.proposed.items()}
        return {pk: decision for pk, decision in found.items() if decision is not None}

    def _decision(self, pk: UUID, start: datetime | None) -> Decision | None:
        choice = self.choice(pk)
        if choice == Choice.MOVE and start is not None:
            return Move(start)
        if choice == Choice.CANCEL and self.reason:
            return Cancel(self.reason)
        return Leave() if choice == Choice.LEAVE else None
