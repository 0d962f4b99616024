from django.apps import AppConfig


class MediSoftConfig(AppConfig):
    name = "medisoft"

    def ready(self) -> None:
        from medisoft import checks  # noqa: F401  (registers them; needs the settings)
