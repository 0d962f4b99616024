"""The paths of centres."""

from django.urls import path

from centres.views import profiles, search

app_name = "centres"

urlpatterns = [
    path("search/", search.search, name="search"),
    path("centres/<int:pk>/", profiles.centre, name="centre"),
    path("centres/<int:pk>/rate/", profiles.rate_centre, name="rate_centre"),
    path("providers/<int:pk>/", profiles.provider, name="provider"),
    path("providers/<int:pk>/rate/", profiles.rate_provider, name="rate_provider"),
]
