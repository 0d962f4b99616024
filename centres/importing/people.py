"""Accounts: patients and providers, as the files have them and as the database has them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from accounts.models import Expertise, Patient, Profession, Provider, User
from accounts.passwords import LONGEST_PASSWORD
from accounts.validators import clean_medicare_number, fold_name, tidy_name
from centres.importing.checks import fields_hold, fill_blanks, find
from centres.importing.layout import PATIENTS
from centres.importing.reading import Table
from centres.importing.report import Outcome, Report, Row


@dataclass(frozen=True)
class Account:
    """A row of patient.csv or provider.csv whose values hold, as instances not saved."""

    row: Row
    user: User
    person: Patient | Provider

    @property
    def email(self) -> str:
        return self.row.key[0]

    @property
    def email_column(self) -> str:
        return "patient_email" if self.user.is_patient else "provider_email"


@dataclass
class People:
    """What the accounts of the files mean for the database."""

    new: list[Account] = field(default_factory=list)
    # What rows state of those with a blank that it fills, by the pk of the saved one.
    completed_users: dict[int, User] = field(default_factory=dict)
    completed_patients: dict[UUID, Patient] = field(default_factory=dict)
    # Those that a row may refer to, saved or not, by the address of their import.
    providers: dict[str, Provider] = field(default_factory=dict)


def check_patients(table: Table, report: Report) -> list[Account]:
    accounts = []
    for row in table.rows:
        user, holds = _user(row, "patient_email", User.Role.PATIENT, report)
        number = _medicare_number(row, report)
        if holds and number is not None:
            accounts.append(Account(row, user, Patient(user=user, medicare_number=number)))
    return accounts


def check_providers(table: Table, patients: Table, report: Report) -> list[Account]:
    professions = {
        fold_name(profession.name): profession for profession in Profession.objects.all()
    }
    expertises = {fold_name(expertise.name): expertise for expertise in Expertise.objects.all()}
    accounts = []
    for row in table.rows:
        user, holds = _user(row, "provider_email", User.Role.PROVIDER, report)
        if row.key in patients.keys and all(row.key):
            problem = f"This address is in {PATIENTS.file} too. An account has one role."
            report.fault(row, "provider_email", problem)
            holds = False
        expertise = _expertise(row, expertises, report)
        profession = professions.get(fold_name(row["provider_type"]))
        if profession is None:
            if "provider_type" in row.values:
                known = ", ".join(sorted(profession.name for profession in professions.values()))
                report.fault(row, "provider_type", f"This is not known. Known are: {known}.")
            continue
        provider = Provider(user=user, profession=profession, expertise=expertise)
        if _provider_holds(provider, row, report) and holds:
            accounts.append(Account(row, user, provider))
    return accounts


def _user(row: Row, email_column: str, role: str, report: Report) -> tuple[User, bool]:
    """The row's account, and whether its values hold."""
    email = row.key[0]
    user = User(
        email=email,
        imported_email=email,
        full_name=row["full_name"],
        phone=row["phone"],
        role=role,
    )
    columns = {"email": email_column, "full_name": "full_name", "phone": "phone"}
    holds = fields_hold(user, row, columns, report)
    if len(row["password"]) > LONGEST_PASSWORD:
        report.fault(row, "password", f"A password has at most {LONGEST_PASSWORD} characters.")
        holds = False
    return user, holds and bool(email)


def _medicare_number(row: Row, report: Report) -> str | None:
    """The row's number in its stored form, which may be empty; None for a wrong one."""
    try:
        return clean_medicare_number(row["medicare_number"]) if row["medicare_number"] else ""
    except ValidationError as error:
        report.fault(row, "medicare_number", " ".join(error.messages))
        return None


def _expertise(row: Row, known: dict[str, Expertise], report: Report) -> Expertise | None:
    """The row's expertise; one that is not known becomes known, with a warning."""
    name = tidy_name(row["expertise"])
    if not name:
        return None
    if fold_name(name) not in known:
        expertise = Expertise(name=name)
        if not fields_hold(expertise, row, {"name": "expertise"}, report):
            return None
        report.warn(row, "expertise", "This expertise is new. An import adds it.")
        known[fold_name(name)] = expertise
    return known[fold_name(name)]


def _provider_holds(provider: Provider, row: Row, report: Report) -> bool:
    if row["expertise"] and provider.expertise is None:
        return False  # reported already
    try:
        provider.clean()
    except ValidationError as error:
        report.fault(row, "expertise", " ".join(error.messages))
        return False
    return True


def compare_people(
    accounts: Collection[Account], mentioned: Iterable[str], report: Report
) -> People:
    """Which accounts are new, and what the others lack. `mentioned` are the addresses of
    providers that other files refer to. An account is known by the address of its import; its
    role, password, profession and whatever somebody filled in stay."""
    people = People()
    addresses = [account.email for account in accounts]
    users = User.objects.all()
    known = {user.imported_email: user for user in find(users, "imported_email", addresses)}
    strangers = _addresses_in_use(address for address in addresses if address not in known)
    persons = _persons([user.pk for user in known.values()])
    for account in accounts:
        user = known.get(account.email)
        holder = user or strangers.get(account.email)
        if holder is not None and holder.role != account.user.role:
            _report_role(account, holder, report)
        elif user is not None and user.pk in persons:
            report.judge(account.row, *_complete(people, account, user, persons, report))
        elif holder is not None:
            problem = "Another account uses this address now. Take the row out."
            report.fault(account.row, account.email_column, problem)
        else:
            people.new.append(account)
            report.judge(account.row, Outcome.NEW)
            if isinstance(account.person, Provider):
                people.providers[account.email] = account.person
    _add_mentioned(people, mentioned)
    return people


def _addresses_in_use(addresses: Iterable[str]) -> dict[str, User]:
    """Who logs in with these addresses now, or has proved that they are theirs."""
    addresses = list(addresses)
    verified = EmailAddress.objects.filter(verified=True).select_related("user")
    proved = {found.email: found.user for found in find(verified, "email", addresses)}
    return proved | {user.email: user for user in find(User.objects.all(), "email", addresses)}


def _persons(users: list[int]) -> dict[int, Patient | Provider]:
    """The patients and providers behind accounts, by the account's pk."""
    providers = Provider.objects.select_related("user", "profession", "expertise")
    persons: dict[int, Patient | Provider] = {
        patient.user_id: patient for patient in find(Patient.objects.all(), "user", users)
    }
    return persons | {provider.user_id: provider for provider in find(providers, "user", users)}


def _report_role(account: Account, holder: User, report: Report) -> None:
    role = holder.get_role_display().lower()
    problem = f"The account of this address is a {role}'s. An account has one role."
    report.fault(account.row, account.email_column, problem)


def _complete(
    people: People,
    account: Account,
    user: User,
    persons: dict[int, Patient | Provider],
    report: Report,
) -> tuple[Outcome, list[str]]:
    """Fill what the account lacks and the row holds. Returns what becomes of the row, and the
    columns because of which."""
    person = persons[user.pk]
    filled, kept = fill_blanks(user, account.user)
    if filled:
        people.completed_users[user.pk] = account.user
    if isinstance(person, Patient) and isinstance(account.person, Patient):
        number_filled, number_kept = fill_blanks(person, account.person)
        if number_filled:
            people.completed_patients[person.pk] = account.person
        filled, kept = filled + number_filled, kept + number_kept
    elif isinstance(person, Provider) and isinstance(account.person, Provider):
        people.providers[account.email] = person
        if not _same_service(person, account.person):
            kept.append("provider_type")
            problem = f"This provider is entered as {person.service}, and stays so."
            report.warn(account.row, "provider_type", problem)
    if filled:
        return Outcome.CHANGED, filled
    return Outcome.KEPT if kept else Outcome.SAME, kept


def _same_service(provider: Provider, stated: Provider) -> bool:
    """Expertises are compared by name: one that was new when the file was read has no row."""
    return provider.profession == stated.profession and (
        stated.expertise is None
        or fold_name(str(provider.expertise)) == fold_name(str(stated.expertise))
    )


def _add_mentioned(people: People, mentioned: Iterable[str]) -> None:
    """Providers of earlier imports that have no row in this folder's provider.csv."""
    providers = Provider.objects.select_related("user")
    missing = set(mentioned) - people.providers.keys()
    for provider in find(providers, "user__imported_email", sorted(missing)):
        people.providers[provider.user.imported_email or ""] = provider


def hold_hours(people: People) -> None:
    """Keep others from the hours of these providers until the transaction ends."""
    pks = sorted(provider.pk for provider in people.providers.values() if provider.pk)
    list(find(Provider.objects.holding_hours(), "pk", pks))
