"""The devices on which somebody is logged in."""

from datetime import datetime
from typing import Any, cast

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.views.generic.edit import FormView

from accounts.models import User


def open_sessions(user: User, now: datetime) -> list[UserSession]:
    """The sessions in which `user` is logged in, in the order of the log-ins: none that has
    ended, and none from before a change of the password. Two queries."""
    own = UserSession.objects.filter(user_id=user.pk).order_by("created_at", "pk")
    keys = [session.session_key for session in own]
    proof = user.get_session_auth_hash()
    is_open = {
        session.pk: session.get_decoded().get(HASH_SESSION_KEY) == proof
        for session in Session.objects.filter(pk__in=keys, expire_date__gt=now)
    }
    return [session for session in own if is_open.get(session.session_key)]


class DeviceList(ListUserSessionsView):
    """The library's page, which would ask the database three times about each session."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = FormView.get_context_data(self, **kwargs)
        user = cast(User, self.request.user)
        return context | {"sessions": open_sessions(user, timezone.now())}
