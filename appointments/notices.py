"""What a patient is told by mail: that a booking, a move or a cancellation took place, or that a
visit counts as missed. No mail holds the reason of a visit or anything else clinical."""

from accounts import mail
from appointments.models import Appointment


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
    mail.queue_template(
        to=appointment.patient.user.email,
        template=f"appointments/mail/{change}",
        context={"appointment": appointment, **context},
    )
