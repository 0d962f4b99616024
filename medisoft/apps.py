from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin


class MediSoftConfig(AppConfig):
    name = "medisoft"
    default = True

    def ready(self) -> None:
        from medisoft import checks  # noqa: F401  (registers them; needs the settings)

        # The heading of the library's pages in the admin.
        apps.get_app_config("django_tasks_database").verbose_name = "Queue"


class AdminConfig(admin.AdminConfig):
    default = False  # of this module, which is found by its name
    default_site = "medisoft.admin_site.Site"
