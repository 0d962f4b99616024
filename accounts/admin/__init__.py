"""Whose accounts there are, as who keeps them meets them in the admin."""

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin import people, staff

__all__ = ["people", "staff"]

# The libraries register theirs when these modules are first read; read later, they would bring
# back what is taken out here.
for app in ("allauth.account", "allauth.mfa", "allauth.usersessions", "django.contrib.auth"):
    import_module(f"{app}.admin")

# An address or a second step that somebody else can set opens an account to them. Groups give
# nobody anything here: what an account may do follows from its role.
admin.site.unregister([EmailAddress, Authenticator, UserSession, Group])
