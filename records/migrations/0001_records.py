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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        validators=[
                            django.core.validators.MaxLengthValidator(20000),
                            accounts.validators.validate_lines,
                        ]
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("number", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "amends",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amended_by",
                        to="records.historyentry",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="appointments.appointment",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="accounts.provider",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="accounts.patient",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "history entries",
                "ordering": ["patient", "number"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Prescription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "medication",
                    models.CharField(
                        max_length=120, validators=[accounts.validators.validate_line]
                    ),
                ),
                (
                    "dose",
                    models.CharField(max_length=60, validators=[accounts.validators.validate_line]),
                ),
                (
                    "directions",
                    models.CharField(
                        max_length=200, validators=[accounts.validators.validate_line]
                    ),
                ),
                (
                    "repeats",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(11)]
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prescriptions",
                        to="records.historyentry",
                    ),
                ),
            ],
            options={
                "ordering": ["entry", "pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="AccessEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("opened", "Opened the history"),
                            ("wrote", "Added an entry"),
                            ("sent", "Sent a referral letter"),
                            ("letter", "Opened a referral letter"),
                            ("withdrew", "Withdrew a referral letter"),
                            ("export", "Downloaded or printed the history"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("allowed", models.BooleanField()),
                ("entry_number", models.PositiveIntegerField(blank=True, null=True)),
                ("entry_digest", models.CharField(blank=True, max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appointments.appointment",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_events",
                        to="accounts.patient",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["patient", "-at"], name="access_event_of_patient")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("entry_number__isnull", False)),
                        fields=("patient", "entry_number"),
                        name="entry_logged_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                ["opened", "wrote", "sent", "letter", "withdrew", "export"],
                            )
                        ),
                        name="access_action_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry_digest", ""), ("entry_number__isnull", True)),
                            models.Q(
                                ("action", "wrote"),
                                ("allowed", True),
                                ("entry_number__isnull", False),
                                models.Q(("entry_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="access_event_of_an_entry",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="historyentry",
            constraint=models.UniqueConstraint(
                fields=("patient", "number"), name="entry_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="historyentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="entry_numbered_from_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="historyentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest", ""), _negated=True), name="entry_has_digest"
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeats__lte", 11)), name="prescription_repeats_known"
            ),
        ),
    ]
