"""Example people, obviously made up."""

import factory
from allauth.account.models import EmailAddress

from accounts.models import Expertise, Patient, Profession, Provider, User

PASSWORD = "correct-horse-battery"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    full_name = factory.Sequence(lambda n: f"Person Example{n}")
    role = User.Role.PATIENT


class PatientFactory(factory.django.DjangoModelFactory[Patient]):
    class Meta:
        model = Patient

    user = factory.SubFactory(UserFactory, role=User.Role.PATIENT)


class ProfessionFactory(factory.django.DjangoModelFactory[Profession]):
    class Meta:
        model = Profession
        django_get_or_create = ("name",)

    name = "GP"
    # As the migration of the known ones has it, which a committing test flushes away.
    can_refer = factory.LazyAttribute(lambda profession: profession.name == "GP")


class ExpertiseFactory(factory.django.DjangoModelFactory[Expertise]):
    class Meta:
        model = Expertise
        django_get_or_create = ("name",)

    name = "Cardiology"


class ProviderFactory(factory.django.DjangoModelFactory[Provider]):
    class Meta:
        model = Provider

    class Params:
        specialist = factory.Trait(
            profession=factory.SubFactory(
                ProfessionFactory, name="Specialist", by_referral_only=True
            ),
            expertise=factory.SubFactory(ExpertiseFactory),
        )

    user = factory.SubFactory(UserFactory, role=User.Role.PROVIDER)
    profession = factory.SubFactory(ProfessionFactory)


def staff_user(**fields: object) -> User:
    """An account for the admin, without any centre."""
    return UserFactory.create(role=User.Role.STAFF, **fields)


def superuser(**fields: object) -> User:
    """An account that keeps every centre."""
    return UserFactory.create(role=User.Role.STAFF, is_superuser=True, **fields)


def with_login(user: User) -> User:
    """Give an account the example password and confirm its address."""
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
