"""The paths of histories."""

from django.urls import path

from records.views import history

app_name = "records"

urlpatterns = [
    path("history/", history.history, name="history"),
    path("history/print/", history.print_history, name="print"),
    path("history/export/", history.export, name="export"),
    path("history/access/", history.access_log, name="access_log"),
]
