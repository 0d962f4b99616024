"""Every path of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, reverse_lazy
from django.views.generic import RedirectView

from accounts.devices import DeviceList
from medisoft import views

admin.site.site_header = admin.site.site_title = "MediSoft"
admin.site.index_title = "Administration"
# The home page would lead staff straight back.
admin.site.site_url = reverse_lazy("centres:search")  # type: ignore[assignment]
# Rows are deleted one at a time, on a page that shows what goes along.
admin.site.disable_action("delete_selected")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "medisoft.errors.bad_request"
handler429 = "medisoft.errors.too_many_requests"  # the log-in library asks for it by name
handler500 = "medisoft.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", DeviceList.as_view(), name="usersessions_list"),
    path("profile/", include("accounts.urls")),
    path("", include("centres.urls")),
    path("", include("appointments.urls")),
    path("", include("records.urls")),
    path("referrals/", include("referrals.urls")),
    # The library's page tells the owner by mail; the admin's own would not.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/r/<path:key>", views.no_shortcut),
    path("admin/", admin.site.urls),
    path("healthz/", views.healthz, name="healthz"),
]
