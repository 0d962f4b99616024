"""What a patient is told by mail: that a booking, a move or a cancellation took place, or that a
visit counts as missed. No mail holds the reason of a visit or anything else clinical."""

from accounts import mail
from accounts.paths import path_of
from appointments.models import Appointment
from centres.clock import moment, moment_at, time_at


def booked(appointment: Appointment) -> None:
    """Queue the mail that an appointment is booked."""
    _tell_patient(appointment, "booked")


def moved(appointment: Appointment) -> None:
    """Queue the mail that an appointment has a new time, with the earlier one."""
    _tell_patient(appointment, "moved", earlier=appointment.earlier_times.last())


def cancelled(appointment: Appointment) -> None:
    """Queue the mail that an appointment is cancelled."""
    _tell_patient(appointment, "cancelled")


def reminder(appointment: Appointment) -> None:
    """Queue the mail that an appointment is tomorrow."""
    _tell_patient(appointment, "reminder")


def missed(appointment: Appointment) -> None:
    """Queue the mail that the desk counts a visit as missed."""
    _tell_patient(appointment, "missed")


def _tell_patient(appointment: Appointment, change: str, **context: object) -> None:
    centre, provider = appointment.centre, appointment.provider
    begins = moment(appointment.starts_at, centre.zone)
    # Put into words once, for subject, text and HTML.
    facts = {
        "patient": str(appointment.patient),
        "time": f"{begins} to {time_at(appointment.ends_at, centre)}",
        "provider": f"{provider}, {provider.service}",
        "place": f"{centre}, {centre.address}",
    }
    mail.queue_template(
        to=appointment.patient.user.email,
        template=f"appointments/mail/{change}",
        context={
            "appointment": appointment,
            "facts": facts,
            "starts": moment_at(appointment.starts_at, centre),
            "path": path_of("appointments:detail", appointment.pk),
            **context,
        },
    )
