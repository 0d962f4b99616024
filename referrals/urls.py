from django.urls import path

from referrals import views

app_name = "referrals"

urlpatterns = [
    path("", views.referral_list, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/print/", views.print_letter, name="print"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
]
