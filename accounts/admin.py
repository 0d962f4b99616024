"""The parts of accounts that are data. Only superusers see them."""

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.models import Expertise, Profession, Provider

# The libraries register theirs when these modules are first read; read later, they would bring
# back what is taken out here.
for app in ("allauth.account", "allauth.mfa", "allauth.usersessions", "django.contrib.auth"):
    import_module(f"{app}.admin")

# An address or a second step that somebody else can set opens an account to them. Groups give
# nobody anything here: what an account may do follows from its role.
admin.site.unregister([EmailAddress, Authenticator, UserSession, Group])


@admin.register(Profession)
class ProfessionAdmin(admin.ModelAdmin[Profession]):
    list_display = ["name", "can_refer", "by_referral_only"]
    search_fields = ["name"]


@admin.register(Expertise)
class ExpertiseAdmin(admin.ModelAdmin[Expertise]):
    search_fields = ["name"]


@admin.register(Provider)
class ProviderAdmin(admin.ModelAdmin[Provider]):
    """What a provider is. Who they are comes with the account, and they themselves keep it."""

    list_display = ["user", "profession", "expertise"]
    list_select_related = ["user", "profession", "expertise"]
    list_filter = ["profession"]
    search_fields = ["user__full_name", "user__email"]
    ordering = ["user__full_name", "user__email"]
    readonly_fields = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Provider | None = None) -> bool:
        return False
