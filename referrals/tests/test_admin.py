"""What staff see of letters in the admin, whose, and that they can send a notice again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.factories import PatientFactory, ProviderFactory, staff_user, superuser
from accounts.models import User
from appointments.tests.pages import queries_of, text
from centres.factories import CentreFactory, open_affiliation
from centres.models import Centre, Membership
from referrals.factories import make_referral
from referrals.models import Notice, Referral
from referrals.services import notify
from referrals.tests.pages import as_user, withdraw_now

pytestmark = pytest.mark.django_db

LIST = reverse("admin:referrals_referral_changelist")


@pytest.fixture
def staff(letter: Referral) -> User:
    """Who keeps the centre at which the letter was written."""
    return keeper(letter.centre)


def keeper(centre: Centre) -> User:
    user = staff_user()
    Membership.objects.create(user=user, centre=centre)
    return user


def page_of(letter: Referral) -> str:
    return reverse("admin:referrals_referral_change", args=[letter.pk])


def send_again(user: User, *letters: Referral) -> str:
    chosen = [str(letter.pk) for letter in letters]
    fields = {"action": "send_notice_again", "_selected_action": chosen}
    return text(as_user(user).post(LIST, fields, follow=True))


def test_staff_see_who_wrote_to_whom_about_whom_and_never_the_letter(
    letter: Referral, staff: User
) -> None:
    notify(referral=letter, by=letter.referrer.user, now=timezone.now())

    for path in (LIST, page_of(letter)):
        page = text(as_user(staff).get(path))
        for part in (letter.patient, letter.referrer, letter.specialist, letter.centre, "Sent"):
            assert str(part) in page
        assert "not sent yet" in page
        assert "Chest pain" not in page


def test_no_page_offers_to_change_add_or_delete(letter: Referral) -> None:
    client = as_user(superuser())

    assert client.post(page_of(letter), {"letter": "x"}).status_code == 405
    for verb in ("add", "delete"):
        args = [] if verb == "add" else [letter.pk]
        path = reverse(f"admin:referrals_referral_{verb}", args=args)
        assert client.get(path).status_code == 403
        assert client.post(path, {"post": "yes"}).status_code == 403
    assert Referral.objects.get() == letter


def test_staff_of_another_centre_meet_nothing(letter: Referral) -> None:
    client = as_user(keeper(CentreFactory.create()))

    assert str(letter.patient) not in text(client.get(LIST))
    assert client.get(page_of(letter)).status_code == 404
    history = reverse("admin:referrals_referral_history", args=[letter.pk])
    assert client.get(history).status_code == 404


def test_the_centre_of_the_specialist_is_not_the_one_that_counts(letter: Referral) -> None:
    staff = keeper(open_affiliation(provider=letter.specialist).centre)

    assert as_user(staff).get(page_of(letter)).status_code == 404


@pytest.mark.parametrize(
    "make",
    [
        staff_user,
        lambda: PatientFactory.create().user,
        lambda: ProviderFactory.create().user,
        lambda: staff_user(is_active=False),
    ],
)
def test_who_keeps_no_centre_meets_no_list(letter: Referral, make: Callable[[], User]) -> None:
    client = as_user(make())

    assert client.get(LIST).status_code in (302, 403)
    assert client.get(page_of(letter)).status_code in (302, 404)


def test_a_superuser_sees_the_letters_of_every_centre(letter: Referral) -> None:
    other = make_referral()

    page = text(as_user(superuser()).get(LIST))

    assert str(letter.patient) in page
    assert str(other.patient) in page


def test_nobody_finds_a_letter_by_what_it_says(letter: Referral, staff: User) -> None:
    found = as_user(staff).get(LIST, {"q": "Chest"})

    assert found.context["cl"].result_count == 0
    assert as_user(staff).get(LIST, {"q": str(letter.patient)}).context["cl"].result_count == 1


@pytest.mark.parametrize("lookup", ["letter__startswith", "letter", "patient__user__email"])
def test_no_address_filters_the_list(staff: User, lookup: str) -> None:
    assert as_user(staff).get(LIST, {lookup: "Chest"}).status_code == 400


def test_no_field_of_the_admin_is_the_letter() -> None:
    shown = admin.site.get_model_admin(Referral)

    for names in (shown.list_display, shown.fields, shown.search_fields, shown.list_filter):
        assert not [name for name in names or () if "letter" in str(name)]


def test_the_notice_is_sent_again_and_that_is_noted_by_ids(letter: Referral, staff: User) -> None:
    page = send_again(staff, letter)

    notice = Notice.objects.get()
    assert (notice.referral, notice.queued_by) == (letter, staff)
    assert "Notices queued: 1." in page
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.object_repr) == (str(letter.pk), str(letter.pk))
    assert str(notice.pk) in entry.change_message
    assert "Chest pain" not in entry.change_message
    assert str(letter.patient) not in entry.change_message


def test_no_notice_is_sent_of_a_withdrawn_letter(letter: Referral, staff: User) -> None:
    withdraw_now(letter)

    page = send_again(staff, letter)

    assert "Withdrawn, and so not sent: 1." in page
    assert not Notice.objects.exists()
    assert not LogEntry.objects.exists()


def test_staff_of_another_centre_send_nothing(letter: Referral) -> None:
    send_again(keeper(CentreFactory.create()), letter)

    assert not Notice.objects.exists()


def test_a_get_sends_nothing(letter: Referral, staff: User) -> None:
    as_user(staff).get(LIST, {"action": "send_notice_again", "_selected_action": str(letter.pk)})

    assert not Notice.objects.exists()


def test_staff_with_a_centre_are_led_to_its_day(staff: User, letter: Referral) -> None:
    day = reverse("admin:centres_centre_day", args=[letter.centre.pk])

    assert as_user(staff).get("/")["Location"] == day


def test_thirty_letters_cost_as_many_queries_as_one(letter: Referral, staff: User) -> None:
    client = as_user(staff)
    notify(referral=letter, by=staff, now=timezone.now())
    few = queries_of(client, LIST)
    for _ in range(29):
        other = make_referral()
        Membership.objects.create(user=staff, centre=other.centre)
        notify(referral=other, by=staff, now=timezone.now())

    assert len(client.get(LIST).context["cl"].result_list) == 30
    assert queries_of(client, LIST) == few


def keep(centre: Centre, email: str) -> Any:
    """What a superuser gets who types that email into the page of the centre."""
    path = reverse("admin:centres_centre_change", args=[centre.pk])
    client = as_user(superuser())
    form = client.get(path).context["adminform"].form
    fields = {name: form[name].value() or "" for name in form.fields}
    fields |= {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": email,
        "time_off-TOTAL_FORMS": "0",
        "time_off-INITIAL_FORMS": "0",
    }
    return client.post(path, fields)


def test_a_superuser_says_by_email_who_keeps_a_centre(letter: Referral) -> None:
    staff = staff_user()

    keep(letter.centre, f" {staff.email.upper()}")

    assert Membership.objects.get().user == staff


def test_nobody_but_staff_keeps_a_centre(letter: Referral) -> None:
    page = keep(letter.centre, letter.patient.user.email)

    assert "No member of staff has this email." in page.text
    assert not Membership.objects.exists()


def test_the_page_of_a_centre_shows_the_emails_of_who_keeps_it_and_no_others(
    letter: Referral,
) -> None:
    staff, other = staff_user(), staff_user()
    Membership.objects.create(user=staff, centre=letter.centre)
    path = reverse("admin:centres_centre_change", args=[letter.centre.pk])

    page = as_user(superuser()).get(path).text

    assert f'value="{staff.email}"' in page
    assert other.email not in page
