"""The paths of histories and consultations."""

from django.urls import path

from records.views import consultation, history, patient

app_name = "records"

urlpatterns = [
    path("appointments/<uuid:pk>/consultation/", consultation.consultation, name="consultation"),
    path("patients/<uuid:pk>/", patient.patient, name="patient"),
    path("history/", history.history, name="history"),
    path("history/print/", history.print_history, name="print"),
    path("history/export/", history.export, name="export"),
    path("history/access/", history.access_log, name="access_log"),
]
