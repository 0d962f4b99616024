"""A centre for a page of its desk, by a statement that is kept."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.compiled import Compiled
from accounts.joined import Joined
from accounts.models import User
from centres.models import Centre

ALONE = Joined(Centre)


def kept_centre_or_404(user: User, pk: int) -> Centre:
    """The centre with this pk, for whoever keeps it. One query. Raises `Http404`."""
    for row in _kept(user, pk):
        user.has_admin_pages = True  # as whoever keeps a centre: the frame need not ask again
        return ALONE.made(row, Centre.objects.db)
    raise Http404


@Compiled
def _kept(user: User, pk: int) -> QuerySet[Centre, tuple[Any, ...]]:
    return Centre.objects.kept_by(user).filter(pk=pk).values_list(*ALONE.columns)
