from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"

    def ready(self) -> None:
        from accounts import final  # needs the models loaded
        from records import desk  # noqa: F401  (connects what it hears)

        final.keep(self)
