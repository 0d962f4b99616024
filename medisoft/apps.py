from django.apps import AppConfig, apps


class MediSoftConfig(AppConfig):
    name = "medisoft"

    def ready(self) -> None:
        from medisoft import checks  # noqa: F401  (registers them; needs the settings)

        # The heading of the library's pages in the admin.
        apps.get_app_config("django_tasks_database").verbose_name = "Queue"
