from __future__ import annotations

import pandas as pd
import pytest

from workbench.sources.tables.personal import holds_personal, is_personal
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
