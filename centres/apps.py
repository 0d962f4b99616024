from django.apps import AppConfig


class CentresConfig(AppConfig):
    name = "centres"

    def ready(self) -> None:
        from centres.search import signals  # noqa: F401  (connecting needs the models loaded)
