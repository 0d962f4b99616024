"""What a provider has written on the consultation page, and which button was pressed."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict

from appointments.models import Appointment
from records import exceptions
from records.entries import Entry
from records.forms import IN_ROWS, IN_WORDS, EntryForm, LetterForm, Rows, rows_as_sent
from records.letters import first_draft, own_words, with_new
from records.models import HistoryEntry, Prescription
from records.reading import History
from records.services import Letter
from referrals.exceptions import LetterRefused, MayNotRefer
from referrals.models import Referral

SAVE, SEND, PREVIEW = "save", "send", "preview"
WRITING = {SAVE, SEND}
CHECKED = {*WRITING, PREVIEW}
ADD_ROW, REMOVE_ROW = "add-row", "remove-row:"  # with the number of the row
AMEND = "amend:"  # with the id of an own entry
EARLIER = "earlier:"  # with the number below which entries are shown; 0 for the newest
UNSENT_LETTER = "You have written a letter. Send it, or empty it."

Refusal = exceptions.RecordsRefused | LetterRefused | ValidationError


class Sheet:
    """The forms of one consultation: entry, rows of medication, letter. Saving, sending and the
    preview check them; every other button shows them again, whatever stands in them.

    `pk` names the attempt, so that a second press of a button writes nothing again; `seen` is the
    number of the newest entry that the page showed (0 for none), and `before` says which page of
    the history stands beside the form, as in `open_history`. `draft` names what is written here
    and not saved: a correction, which `asked` (the query of the address) names, is one of its own.
    `left` is the appointment whose note was left for that correction.
    """

    def __init__(
        self, appointment: Appointment, asked: QueryDict, data: QueryDict | None = None
    ) -> None:
        self.appointment = appointment
        self.can_refer = appointment.provider.profession.can_refer
        self.shows_letter = self.is_in_the_way = False
        self.data = (data if data is not None else QueryDict()).copy()
        self.data.setdefault("term", Referral.Term.MONTHS_12)
        self.action = self.data.get("action", SAVE) if data is not None else ""
        self.pk = uuid_in(self.data.get("entry", "")) or uuid4()
        amends = uuid_in(asked.get("amends", ""))
        self.draft = f"{appointment.pk}:{amends}" if amends else f"{appointment.pk}"
        self.left = uuid_in(asked.get("left", "")) or appointment.pk
        self.earlier = self._begun(amends if data is None else None)
        sent = asked if data is None else data
        self.seen = number_in(sent.get("seen", ""))
        self.before = self._page(sent)
        self._fill_in()

    def _page(self, sent: QueryDict) -> int:
        if self.action in CHECKED:
            return 0  # what is checked stands beside the newest entries
        if self.action.startswith(EARLIER):
            return number_in(self.action.removeprefix(EARLIER))
        if self.earlier and "before" not in sent:
            entries = HistoryEntry.objects.filter(patient=self.earlier.patient_id)
            return entries.page_with(self.earlier.number)
        return number_in(sent.get("before", ""))

    def _fill_in(self) -> None:
        appointment = self.appointment
        if self.action in CHECKED:
            is_entry = self.action == SAVE
            self.entry = EntryForm(self.data, appointment=appointment, may_be_empty=not is_entry)
            self.rows = Rows(self.data)
            self.letter = LetterForm(self.data, may_be_empty=is_entry or not self.can_refer)
        else:
            initial = self.data.dict()
            if self.earlier:
                initial |= {"amends": str(self.earlier.pk), "text": self.earlier.text}
            self.entry = EntryForm(initial=initial, appointment=appointment)
            self.rows = self._rows_again()
            self.letter = LetterForm(initial=initial)

    def _begun(self, asked: UUID | None) -> HistoryEntry | None:
        """The entry that the page is opened to amend: that of its address, or of the button beside
        it. What is written already is no correction, so nothing takes its place."""
        if not self.action.startswith(AMEND):
            return self._amended(asked)
        words = [row[name] for row in rows_as_sent(self.data) for name in IN_WORDS]
        self.is_in_the_way = any(text.strip() for text in [self.data.get("text", ""), *words])
        if self.is_in_the_way:
            return None
        return self._amended(uuid_in(self.action.removeprefix(AMEND)))

    def _amended(self, pk: UUID | None) -> HistoryEntry | None:
        """The own entry with that id, if it may be amended: the new one begins as it is."""
        if pk is None:
            return None
        own = HistoryEntry.objects.amendable_by(self.appointment.provider.user).with_centres()
        return own.filter(patient=self.appointment.patient, pk=pk).first()

    def _rows_again(self) -> Rows:
        rows = rows_as_sent(self.data)
        if self.earlier:
            rows = list(self.earlier.prescriptions.values(*IN_ROWS))
        if self.action.startswith(REMOVE_ROW):
            number = number_in(self.action.removeprefix(REMOVE_ROW), least=len(rows))
            rows = rows[:number] + rows[number + 1 :]
        again = Rows(initial=rows)
        again.extra = 0 if rows and self.action != ADD_ROW else 1
        return again

    def is_to_write(self) -> bool:
        """Whether all is there that Save or Send need. A letter that nobody has read as it stands
        is shown first."""
        if not self.entry.is_bound:
            return False
        are_valid = [self.entry.is_valid(), self.rows.is_valid()]
        if self.action == SAVE:
            if self.can_refer and self.letter.is_written:
                self.letter.add_error("letter", UNSENT_LETTER)
        elif not self.can_refer:
            self.refuse(MayNotRefer())
        elif self.amends and not self.text:
            self.entry.add_error("text", exceptions.NothingWritten.sentence)
        else:
            is_read = self.action == SEND and self.letter.is_written
            self.shows_letter = not self.errors and not is_read
        return all(are_valid) and not self.errors and not self.shows_letter

    @property
    def text(self) -> str:
        return str(self.entry.cleaned_data.get("text", ""))

    @property
    def amends(self) -> HistoryEntry | None:
        return self.entry.cleaned_data.get("amends")

    def medication(self) -> list[Prescription]:
        return self.rows.written() if self.rows.is_bound else []

    def letter_to_send(self) -> Letter | None:
        """The letter, once `is_to_write`."""
        if self.action != SEND:
            return None
        sent = self.letter.cleaned_data if self.letter.is_valid() else {}
        return Letter(sent["specialist"], sent["letter"], sent["term"])

    def typed(self) -> list[tuple[str, str]]:
        """What somebody wrote, each part with its name, to give it back where nothing is saved."""
        rows = [", ".join(filter(None, row.values())) for row in rows_as_sent(self.data)]
        letter = str(self.letter["letter"].value() or "") if self.letter.is_written else ""
        parts = {
            "What happened in this consultation": self.data.get("text", ""),
            "Medication": "\n".join(filter(None, rows)),
            "Letter": letter,
        }
        return [(name, text) for name, text in parts.items() if text.strip()]

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal beside the field that it is about."""
        if isinstance(refusal, exceptions.NothingWritten):
            self.entry.add_error("text", str(refusal))
        elif isinstance(refusal, exceptions.NotYourEntry | exceptions.AmendedAlready):
            self.entry.add_error("amends", str(refusal))
        elif isinstance(refusal, LetterRefused) and refusal.field:
            self.letter.add_error(refusal.field, str(refusal))
        elif isinstance(refusal, ValidationError):
            self.entry.add_error(None, refusal.messages)
        else:
            self.entry.add_error(None, str(refusal))

    def offer_amending(self, history: History) -> None:
        """List the own entries beside the form that may be amended, and the one that is chosen."""
        author = self.appointment.provider
        own: list[HistoryEntry | Entry] = [
            entry
            for entry in history.entries
            if entry.author_id == author.pk and not entry.is_amended
        ]
        chosen = str(self.entry["amends"].value() or "")
        if chosen and chosen not in {str(entry.pk) for entry in own}:
            own += filter(None, [self._amended(uuid_in(chosen))])
        self.entry.offer(own)

    def propose_letter(self, history: History) -> None:
        """Fill in the letter, unless somebody wrote one: from the own words among the newest
        entries and the medication, new and current. Shown in a preview, it counts as read."""
        is_sent_along = self.before and self.letter["letter"].value()
        if not self.can_refer or self.letter.is_written or self.errors or is_sent_along:
            return
        specialist = self.letter.cleaned_data.get("specialist") if self.letter.is_bound else None
        typed = str(self.entry["text"].value() or "").strip()
        proposal = first_draft(
            patient=self.appointment.patient,
            specialist=specialist,
            words=typed or self._own_words(history),
            medication=with_new(self.medication(), history.medication),
        )
        if self.letter.is_bound:
            self.letter = LetterForm(initial=self.data.dict())
        self.letter["letter"].initial = proposal
        self.letter["given"].initial = "" if self.shows_letter else proposal

    def _own_words(self, history: History) -> str:
        author = self.appointment.provider
        if not self.before:
            return own_words(history.entries, author)
        own = HistoryEntry.objects.written_by(author.user).filter(patient=history.patient)
        return own.order_by("-number").values_list("text", flat=True).first() or ""

    def letter_as_sent(self, now: datetime) -> Referral:
        """An unsaved letter, as it would be sent at `now`."""
        return Referral(
            appointment=self.appointment,
            patient=self.appointment.patient,
            affiliation=self.appointment.affiliation,
            referrer=self.appointment.provider,
            provider_number=self.appointment.affiliation.provider_number,
            specialist_id=self.letter["specialist"].value(),
            letter=self.letter["letter"].value(),
            term=self.letter["term"].value() or Referral.Term.MONTHS_12,
            sent_at=now,
        )

    @property
    def forms(self) -> list[EntryForm | LetterForm]:
        return [self.entry, *self.rows, self.letter]

    # What partials/_error_summary.html asks of a form.

    @property
    def errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self.forms) or bool(
            self.rows.is_bound and self.rows.non_form_errors()
        )

    @property
    def non_field_errors(self) -> list[str]:
        own = [str(error) for form in self.forms for error in form.non_field_errors()]
        return own + [str(error) for error in self.rows.non_form_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for form in self.forms:
            yield from form


def uuid_in(text: str) -> UUID | None:
    """The id that `text` is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_in(text: str, *, least: int = 0) -> int:
    """A number of up to 9 digits; `least` for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else least
