from __future__ import annotations

import pandas as pd
import pytest

from workbench.sources.tables.personal import holds_personal, is_personal, is_reply, names_others
from workbench.sources.tables.survey import guess_roles

NAMES = ["Mia Lund", "Ben van der Oak", "Zoë O'Neil", "Lund, Ida", "Ana Sá-Ruiz", "Dr. Max Ek"]


@pytest.mark.parametrize(
    "name",
    [
        "Reviewer Name", "Consumer name", "User name", "respondent_name", "_gps_latitude", "IP-Adresse", "IPAddress", "deviceid",
        "Vorname", "Telefonnummer", "Nom de famille", "Prénom", "Correo electrónico", "Código postal", "Nazwisko", "メールアドレス",
        "姓名", "الاسم", "Your e-mail", "What's your first name?", "May we contact you? If yes, leave your phone number",
    ],
)  # fmt: skip
def test_a_column_is_personal_by_its_name_in_many_languages(name):
    assert is_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        "What would you improve in our mobile app?", "How satisfied are you with our e-mail support?", "How is the phone support",
        "Which channels do you use? [E-Mail]", "Please rate - Phone", "Product name", "Wie gefällt Ihnen der E-Mail-Kontakt?",
        "Company Size", "Why do you not use our mobile site more often?", "How often do you use your phone?", "Campaign name",
    ],
)  # fmt: skip
def test_a_question_about_mails_and_phones_is_no_question_for_them(name):
    """An open question on the mobile app was left out as personal data, and with it everything that was said."""
    assert not is_personal(name)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (NAMES, True),
        (["https://shop.org/cart?email=mia@x.org", "https://shop.org/cart", ""], True),
        (["84.12.3.1", "84.12.3.2", ""], True),
        (["+49 171 2345678", "0171/2345679"], True),
        ([*NAMES[:2]] * 5, False),
        (["Team", "Solo", "Trial", "Free", "Gold", "Plus"], False),
        (["118000000001", "118000000002"], False),
        (["what I said", "is not a name", "nor is this", "or that one", "at all, no"], False),
        ([], False),
    ],
)
def test_a_column_is_personal_by_what_is_in_it(cells, found):
    assert holds_personal(pd.Series(cells, dtype="str")) == found


def test_who_somebody_is_does_not_become_an_attribute():
    many = [f"{name} {chr(65 + n)}." for n in range(2) for name in NAMES]
    roles = guess_roles(
        pd.DataFrame(
            {
                "Kunde": many,
                "Seite": [f"https://x.org/?user=u{n}@x.org" for n in range(12)],
                "session": [f"s_{n}-00{n * 7}af" for n in range(12)],
                "age": [str(20 + n) for n in range(12)],
                "plan": ["free", "pro"] * 6,
                "Why?": [f"It is slow when {n} people are logged in" for n in range(12)],
            },
            dtype="str",
        )
    )
    assert (roles.attributes, roles.text) == (("age", "plan"), ("Why?",))
    assert "left out as personal data: 'Kunde', 'Seite'" in roles.notes


@pytest.mark.parametrize(
    "name", ["Full Name - First Name", "Full Name - Last Name", "Contact - E-Mail", "Assignee", "Created by", "Contact owner"]
)
def test_parts_of_a_name_and_who_works_on_a_ticket_are_personal(name):
    """Form builders write a name in two columns; both became attributes, which are shown."""
    assert is_personal(name)


@pytest.mark.parametrize(
    "name", ["Which of these do you use? - Phone", "Rate our support - Phone", "Owner occupied", "Agents used"]
)
def test_what_only_sounds_like_it_is_not(name):
    assert not is_personal(name)


def guessed(**columns):
    why = {"Why?": [f"It is slow when {n} people are logged in" for n in range(12)]}
    return guess_roles(pd.DataFrame(columns | why, dtype="str"))


def test_a_channel_that_was_ticked_is_no_telephone_number():
    roles = guessed(Phone=["Phone", ""] * 6, **{"channels/phone": ["1", "0"] * 6, "Telefon": ["1", "2"] * 6})
    assert set(roles.attributes) == {"Phone", "channels/phone", "Telefon"}
    assert guessed(**{"Kanäle: Telefon": ["genannt", "nicht genannt"] * 6}).attributes == ("Kanäle: Telefon",)
    assert guessed(Phone=[f"+49 171 234567{n % 10}" for n in range(12)]).attributes == ()


REPLIES = [f"Hi {name.split()[0]}, thanks for your review, please write to us." for name in NAMES * 2]


@pytest.mark.parametrize(
    "name", ["Developer Reply Text", "replyContent", "Company Reply", "Response from the owner", "Antwort des Unternehmens"]
)
def test_what_the_company_answered_is_nobodys_word_and_no_attribute(name):
    """It greets people by name, and was an open question where many were answered."""
    roles = guessed(**{name: REPLIES})
    assert (roles.text, roles.attributes) == (("Why?",), ())
    assert f"left out as what the company answered: {name!r}" in roles.notes


@pytest.mark.parametrize("name", ["Response", "Your answer", "How fast was our reply?", "Company"])
def test_what_people_answered_is_no_reply_of_the_company(name):
    assert not is_reply(name)


def test_reviews_by_one_user_are_one_persons():
    """Each review was counted as a person, and the name of the user was an attribute."""
    ids, users = [f"98{n:06d}" for n in range(12)], [f"mia_{n % 8}" for n in range(12)]
    assert guessed(review_id=ids, user=users).participant == "user"
    few = guessed(review_id=ids, user=["guest", "member"] * 6)
    assert (few.participant, few.attributes) == ("review_id", ("user",))


def test_few_users_are_people_where_they_are_written_as_such():
    """Of twelve reviews by three users each was somebody of their own, and the users were an attribute."""
    ids = [f"98{n:06d}" for n in range(12)]
    for names in (["mia_1", "ben.k", "zoe9"], ["Mia Lund", "Ben Oak", "Zoe Fry"]):
        assert guessed(review_id=ids, user=names * 4).participant == "user"
    for kinds in (["New user", "Old user"], ["A", "B"], ["heavy", "light"], ["1", "2"]):
        assert guessed(review_id=ids, user=kinds * 6).participant == "review_id"


def test_who_may_come_again_is_told_by_a_name_and_not_by_the_id_of_a_row():
    """Tickets and reviews of one person were counted as people."""
    ids, names = [f"7{n:05d}" for n in range(12)], ["Mia Lund", "Ben Oak", "Zoe Fry"] * 4
    for column in ("Contact Name", "Reviewer Nickname", "userName", "Requester email", "authorDisplayName", "Customer"):
        frame = pd.DataFrame(
            {"Case Number": ids, column: names, "Why?": [f"It was slow {n} times" for n in range(12)]}, dtype="str"
        )
        assert guess_roles(frame, several=True).participant == column
        assert guess_roles(frame).participant == "Case Number"
    nested = guessed(id=ids, **{"requester.id": ["5550", "5551", "5552"] * 4, "assignee.id": ["1"] * 12})
    assert nested.participant == "requester.id"


def test_kinds_of_customer_are_nobody_and_the_id_of_limesurvey_is_one_in_any_language():
    kinds = {"Ticket ID": [f"7{n:05d}" for n in range(12)], "Customer": ["new", "existing", "trial"] * 4}
    why = {"Why?": [f"It was slow {n} times" for n in range(12)]}
    assert guess_roles(pd.DataFrame(kinds | why, dtype="str"), several=True).participant == "Ticket ID"
    french = guessed(**{"id. Identifiant de la réponse": [str(n + 1) for n in range(12)]})
    assert (french.participant, french.ratings) == ("id. Identifiant de la réponse", ())


def test_an_id_that_comes_again_is_a_person_and_no_score():
    """Two events of one record of REDCap were two people, and the number of the record a rating."""
    roles = guessed(record_id=[str(n // 2 + 1) for n in range(12)], redcap_event_name=["baseline_arm_1", "later_arm_1"] * 6)
    assert (roles.participant, roles.ratings) == ("record_id", ())


def test_a_highlight_is_said_by_whoever_it_is_of():
    """Highlights of one interview were counted as people."""
    roles = guessed(
        **{"Highlight ID": [f"h{n}" for n in range(12)], "Note title": ["a", "b", "c"] * 4, "Contact": ["Mia", "Ben"] * 6}
    )
    assert roles.participant == "Contact"


def test_the_owner_of_a_case_is_personal():
    assert is_personal("Case Owner")


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        ("Department head", ["Gareth Lyle", "Gareth Lyle"], True),
        ("Hausarzt", ["Dr. Uwe Koch", "Eva Lind", "Eva Lind"], True),
        ("Line manager", ["Area Manager", "Team Lead"], False),
        ("Manager", ["yes", "no", "yes"], False),
        ("Plan", ["Gareth Lyle", "Gareth Lyle"], False),
        ("Partner", ["", ""], False),
    ],
)
def test_a_column_of_whoever_leads_them_is_personal_where_it_holds_names(name, cells, found):
    """One head of ten people comes ten times: the same name over and over is no kind of people."""
    assert names_others(name, pd.Series(cells)) is found
