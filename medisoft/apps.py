from django.apps import AppConfig


class MediSoftConfig(AppConfig):
    name = "medisoft"
