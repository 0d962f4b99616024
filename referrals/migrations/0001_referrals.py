import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_known_professions"),
        ("appointments", "0001_appointments"),
        ("centres", "0002_membership"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("provider_number", models.CharField(blank=True, max_length=8)),
                (
                    "letter",
                    models.TextField(
                        validators=[
                            django.core.validators.MaxLengthValidator(20000),
                            accounts.validators.validate_lines,
                        ]
                    ),
                ),
                (
                    "term",
                    models.CharField(
                        choices=[
                            ("3", "3 months"),
                            ("6", "6 months"),
                            ("12", "12 months"),
                            ("18", "18 months"),
                            ("indefinite", "Indefinite"),
                        ],
                        default="12",
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "affiliation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="centres.affiliation",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="appointments.appointment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="accounts.patient",
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters_sent",
                        to="accounts.provider",
                    ),
                ),
                (
                    "specialist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters_received",
                        to="accounts.provider",
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("queued_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("given_up_at", models.DateTimeField(null=True)),
                (
                    "queued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "ordering": ["queued_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("appointment", "specialist"),
                name="one_letter_to_a_specialist",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("referrer", models.F("specialist")), _negated=True),
                name="letter_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("term__in", ["3", "6", "12", "18", "indefinite"])),
                name="term_known",
            ),
        ),
    ]
