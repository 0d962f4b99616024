"""The paths of appointments."""

from django.urls import path

from appointments.views import appointments, booking, rescheduling

app_name = "appointments"

urlpatterns = [
    path("book/<int:pk>/", booking.book, name="book"),
    path("appointments/", appointments.appointment_list, name="list"),
    path("appointments/<uuid:pk>/", appointments.detail, name="detail"),
    path("appointments/<uuid:pk>/cancel/", appointments.cancel, name="cancel"),
    path("appointments/<uuid:pk>/reschedule/", rescheduling.reschedule, name="reschedule"),
    path("appointments/<uuid:pk>/calendar.ics", appointments.calendar, name="calendar"),
]
