"""What referrals hear of mails."""

from uuid import UUID

from django.dispatch import receiver
from django.utils import timezone

from accounts import mail
from referrals.models import Notice


@receiver(mail.settled)
def note_settled(*, mail_id: UUID, sent: bool, **kwargs: object) -> None:
    """Keep that a notice went, or was given up; other mails are none of ours."""
    field = "sent_at" if sent else "given_up_at"
    Notice.objects.filter(pk=mail_id).update(**{field: timezone.now()})
