from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from accounts import final  # needs the models loaded
        from referrals import signals  # noqa: F401  (connects them)

        final.keep(self)
