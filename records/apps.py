from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"

    def ready(self) -> None:
        from accounts import final  # needs the models loaded

        final.keep(self)
