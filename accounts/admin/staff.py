"""The accounts of staff, which superusers make, close, and give centres to keep."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from accounts.admin.fields import HELP, HOW_TO_LOOK_FOR, LABELS, KnownChoice, save_changed
from accounts.kept import KeptAdmin
from accounts.kept_inlines import KeptInline
from accounts.models import Staff, User
from accounts.querysets import looked_for
from accounts.services import check_address, make_account
from centres.models import Membership

WRITABLE = ("full_name", "phone", "is_active")


class StaffForm(forms.ModelForm[Staff]):
    """Who somebody of the staff is. The address of a new account is one that nobody has."""

    class Meta:
        model = Staff
        fields = ["email", *WRITABLE]
        labels = LABELS
        help_texts = HELP | {
            "email": "Their log-in. They get a mail to choose a password, and only they change it."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "full_name" in self.fields:
            self.fields["full_name"].required = True
        if self.instance._state.adding:
            self.instance.role = User.Role.STAFF

    def clean(self) -> None:
        super().clean()
        if "email" in self.cleaned_data:  # of a new account alone
            check_address(self.cleaned_data["email"])


class KeptCentreInline(KeptInline, admin.TabularInline[Membership, Staff]):
    model = Membership
    extra = 1
    verbose_name = "centre"
    verbose_name_plural = "centres that they keep"
    autocomplete_fields = ("centre",)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs["widget"] = KnownChoice(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Staff)
class StaffAdmin(KeptAdmin[Staff]):
    """Who works at the desks. Their email and password are theirs alone to change, and nobody
    becomes a superuser here (`manage.py createsuperuser`)."""

    staff_may = ()
    superusers_may = ("view", "add", "change")
    form = StaffForm
    inlines = (KeptCentreInline,)
    list_display = ("full_name", "email", "phone", "is_active")
    list_filter = ("is_active",)
    search_fields = ("folded_name",)  # `get_search_results` says how
    search_help_text = HOW_TO_LOOK_FOR.capitalize()
    ordering = ("full_name", "email")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Staff], search_term: str
    ) -> tuple[QuerySet[Staff], bool]:
        return queryset.filter(looked_for(search_term)) if search_term else queryset, False

    def get_fields(self, request: HttpRequest, obj: Staff | None = None) -> list[Any]:
        return ["full_name", "email", "phone"] if obj is None else ["email", *WRITABLE]

    def get_readonly_fields(self, request: HttpRequest, obj: Staff | None = None) -> list[str]:
        if obj is None:
            return []
        return ["email", "is_active"] if obj.pk == request.user.pk else ["email"]

    def save_model(self, request: HttpRequest, obj: Staff, form: Any, change: bool) -> None:
        if change:
            save_changed(obj, form, *WRITABLE)
            return
        make_account(obj)
        messages.info(request, f"{obj.email} gets a mail with a link to choose a password.")
