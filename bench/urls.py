"""The site, and the floor beside it."""

from django.urls import path

from bench.floor import floor
from medisoft.urls import *  # noqa: F403
from medisoft.urls import urlpatterns as of_the_site

urlpatterns = [path("floor/<int:pk>/", floor, name="floor"), *of_the_site]
