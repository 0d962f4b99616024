"""What a template shows of the centres that somebody keeps."""

from collections.abc import Sequence

from django import template

from accounts.models import User
from centres.models import Centre

register = template.Library()

MOST_CENTRES = 12  # that are named one by one; who keeps more looks for one in the list


@register.simple_tag
def kept_centres(user: User) -> Sequence[Centre]:
    """The centres that `user` keeps, by name; none when they are too many to be named."""
    found = Centre.objects.kept_by(user).order_by("name")[: MOST_CENTRES + 1]
    return [] if len(found) > MOST_CENTRES else list(found)
