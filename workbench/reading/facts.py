"""What says who somebody is because of the words beside it: the number of a customer, the day of a birth, where somebody lives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Begins of the months in the languages of Europe.
_MONTH = (
    r"(?:jan|feb|fév|fev|mar|mär|maa|apr|avr|abr|kwi|mai|may|maj|mei\b|mag|jun|juin|giu|cze|jul|juil|lug|lip|aug|ao[uû]t|ago|sie|sep|set|wrz"
    r"|oct|okt|out|ott|pa[zź]|nov|lis|dec|dez|dic|déc|gru|ene|gen|sty|lut|oca|[sş]ub|nis|haz|tem|a[gğ]u|eyl|eki|kas|ara|led|úno|bře|dub|kv[eě]"
    r"|srp|z[aá][rř]|[rř][ií]j|pro|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,8}\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}[./-] ?\d{{1,2}}[./-] ?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.)? (?:of |de )?{_MONTH}(?:,? (?:de |of )?\d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}} th[aá]ng \d{{1,2}}(?: n[aă]m \d{{4}})?"
    r"|\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号])(?!\d)"
)
_SAYS_BORN = (
    r"\b(?:born|birth ?day|birth ?date|date of birth|d\.?o\.?b\b|geboren|geb\.|geburts(?:tag|datum)|née?\b|nee? le(?= \d)|naissance"
    r"|anniversaire|nac[ií]\w*|nascimento|nasci(?:d[oa])?|nasceu|nat[oa] il|nascita|cumplea[nñ]os|ur\.|urodz\w+|f[oö]dd|f[oø]dt"
    r"|f[oø]dselsdag|geboortedatum|do[gğ]um\w*|syntyn\w+|narozen\w*|narodi\w+|родил\w+|рождения|sinh\b)|出生[于於]?|生日[是为]?|生[于於]"
)
_BORN = re.compile(
    rf"(?:{_SAYS_BORN})\W{{0,3}}(?:(?!\d)\w+\W+){{0,3}}?(?P<date>{_DATE})"
    rf"|(?<!\d)(?=\d)(?P<before>{_DATE})(?:['\u2019]?[dt][ea]n? do[gğ]\w+|出?生|に?生まれ"
    r"| (?:in [^\W\d_]+ )?(?:geboren|do[gğ]umlu\w*|do[gğ]dum))",
    re.IGNORECASE,
)
_OF_PEOPLE = (
    r"customer|client|employee|staff|personnel|payroll|member(?:ship)?|patient|policy|passport|insurance|social security|nhs|tax"
    r"|licen[cs]e|student|account|contract|case|reference|loyalty|badge"
)
_COMPOUND = (
    r"kunden?|personal|mitarbeiter|mitglieds?|patienten|versicherungs|sozialversicherungs|rentenversicherungs|vertrags|vorgangs|konto"
    r"|ausweis|pass|reisepass|steuer|matrikel|person|klant|medlems|anställnings|lid|polis"
)
_ABROAD = (
    r"socio|cliente?|empleado|dossier|adhérent|sécurité sociale|contrato?|contrat|póliza|paciente|seguridad social|assuré"
    r"|sociétaire|klienta|pracownika|umowy|pacjenta|matrícula|funcionário|dipendente|tessera"
)
_NUMBER = re.compile(
    rf"\b(?:(?:{_OF_PEOPLE})[ -]?(?:number|no\b\.?|nr\b\.?|num\b\.?|id\b|code|#)"
    rf"|(?:{_COMPOUND})-?(?:nummer|nr\b\.?|id\b|zeichen|identifikationsnummer)"
    rf"|(?:n[uú]mero|núm\.|n[º°]\.?|numéro|numer)(?: d[eiou]l?| da| d['\u2019])? ?(?:{_ABROAD})"
    r"|ssn|dni|nie|nif|cpf|pesel|nip|bsn|curp|aadhaar|codice fiscale|passport|henkilötunnus)\b"
    r"[.:=# ]{0,3}(?:(?:is|was|ist|lautet|war|es|est|to|è|:)[: ]{1,2})?"
    r"(?P<number>(?-i:[A-Z]{0,4})[-./ ]?\d[\dA-Za-z]*(?:[-./ ]\d[\dA-Za-z]*|[-./ ](?-i:[A-Z])(?=[ -]?\d))*)",
    re.IGNORECASE,
)
_LEAST_DIGITS = 4
#: anna (at) firma (dot) de, anna @ firma . de, anna ät firma punkt de
_DOT = r"(?:\.| \. | ?[(\[{<] ?(?:dot|punkt|punto) ?[)\]}>] ?)"
_HIDDEN_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?: ?[(\[{{<] ?(?:at|ät) ?[)\]}}>] ?| @ | ?\uff20 ?)[\w-]+(?:{_DOT}[^\W\d_]{{2,}})+"
    r"|\b\w{1,64}(?:[ .](?:punkt|punto|ponto|kropka)[ .]\w{1,64}){0,4} (?:at|ät|arroba|chiocciola|małpa|snabel-a) [\w-]+"
    r"(?: (?:punkt|punto|ponto|kropka) [^\W\d_]{2,})+"
    r"|\b\w{1,64}(?:[ .]point[ .]\w{1,64}){0,4} arobase [\w-]+(?: point [^\W\d_]{2,})+",
    re.IGNORECASE,
)
_HIDES = re.compile(r"[(\[{<] ?(?:at|ät)\b|[@\uff20]|punkt|punto|ponto|kropka|arobase", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_BIG = r"[A-Z\u00c0-\u00de\u0100-\u017d]"
#: 14 Marlowe Road, flat 3
_ENGLISH = (
    rf"\b\d{{1,5}}[A-Za-z]?,? (?:{_BIG}[\w'\u2019.-]+ ){{1,4}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Court|Close|Crescent"
    r"|Terrace|Square|Boulevard|Blvd|Gardens|Grove|Mews)\b(?:,? (?:[Ff]lat|[Aa]pt\.?|[Uu]nit|[Aa]partment) ?\w{1,4}\b)?"
    r"|\b(?!P\d)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
)
#: Lindenstraße 12, Kerkstraat 108, Storgatan 21, Am Alten Markt 7b
_GERMANIC = (
    rf"\b(?!(?:Arbeits|Park|Steh|Sitz|Stell|Studien)platz){_BIG}[\w-]{{0,40}}(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|chaussee"
    r"|straat|laan|gracht|gatan|vägen|vej|gade|veien|katu) \d{1,4} ?[a-z]?\b(?! ?(?:%|Uhr|Euro))"
    rf"|\b(?:Am|An der|Im|In der|Auf der|Zum|Zur|Unter den)(?: {_BIG}[\w-]+){{1,3}} \d{{1,3}}(?:[a-z]\b|,? \d{{5}}\b)"
)
#: calle Mayor 15, ul. Długa 8/12, via Garibaldi 9, 12 rue des Lilas
_ROMANCE = (
    rf"\b(?:[Cc]alle|C/|[Aa]venida|Avda\.|[Pp]laza|[Pp]aseo|[Vv]iale|[Pp]iazza|[Cc]orso|[Rr]ua|[Pp]raça|[Uu]l\.|[Aa]l\.|[Uu]lic[ay])"
    rf" (?:(?:del?|della|dei|degli|d[aeo]s?|las?|los) )*{_BIG}[\w'\u2019-]*(?: {_BIG}[\w'\u2019-]+){{0,3}},? (?:n[º°.] ?)?\d{{1,4}}"
    rf"(?: ?[a-zA-Z]\b)?(?:/\d+)?"
    rf"|\b[Vv]ia {_BIG}[\w'\u2019-]+(?: {_BIG}[\w'\u2019-]+)? \d{{1,4}}(?=[,.]|$)"
    rf"|\b\d{{1,4}}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|place|chemin|allée|impasse|quai)"
    rf" (?:(?:de|des|du|la|[dl]['\u2019]) ?)*{_BIG}[\w'\u2019-]+(?:[ -]{_BIG}[\w'\u2019-]+){{0,3}}"
)
#: Atatürk Caddesi No: 12
_TURKISH = rf"\b{_BIG}\w+(?: {_BIG}\w+){{0,2}} (?:Caddesi|Cad\.|Sokağı|Sokak|Sok\.|Bulvarı),? (?:[Nn]o ?[:.]? ?)?\d{{1,4}}"
_STREET = re.compile(f"{_ENGLISH}|{_GERMANIC}|{_ROMANCE}|{_TURKISH}")
_CARD = re.compile(r"(?<![\w.,-])(?:\d{13,19}|3[47]\d\d[ -]\d{6}[ -]\d{5})(?![\w.,-]*\d)")
_IBAN = re.compile(r"\b[a-z]{2}\d\d(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?\b")
#: An id of hexadecimal digits, whose check digits are right once in a hundred: countries that begin so have digits only.
_ID = re.compile(r"[a-f]{2}\d\d(?=\d*[a-f])[0-9a-f]+")


#: What is in each text that says when somebody was born, without case and, but for Greek and Cyrillic letters, without accents.
BORN = (
    "born", "birth", "d.o.b", "dob", "gebor", "geb.", "geburt", "nee", "ne le", "naissance", "anniversaire", "naci", "nasc",
    "nato il", "nata il", "cumplean", "ur.", "urodz", "fodd", "fodt", "fodsel", "dogum", "dogd", "syntyn", "naroz", "narodi",
    "родил", "рожден", "sinh", "出生", "生日", "生于", "生於", "生まれ",
)  # fmt: skip


def hidden_emails(text: str) -> Iterator[tuple[int, int]]:
    """Yield e-mail addresses that are written so that no program finds them, or read aloud in other languages than English."""
    if _HIDES.search(text):
        yield from (hit.span() for hit in _HIDDEN_EMAIL.finditer(text))


def births(text: str) -> Iterator[tuple[int, int]]:
    """Yield the days on which somebody was born."""
    for hit in _BORN.finditer(text) if _DIGIT.search(text) else ():
        yield hit.span("date" if hit["date"] else "before")


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield numbers of customers, employees, policies and the like, and of cards and accounts whose check digit is right."""
    if not _DIGIT.search(text):
        return
    for hit in _NUMBER.finditer(text):
        if sum(map(str.isdigit, hit["number"])) >= _LEAST_DIGITS:
            yield hit.span("number")
    for hit in _CARD.finditer(text):
        if _is_card(re.sub(r"\D", "", hit[0])):
            yield hit.span()
    for hit in _IBAN.finditer(text):
        if is_iban(hit[0].replace(" ", "").upper()) and not _ID.fullmatch(hit[0]):
            yield hit.span()


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield streets with the number of a house, and postcodes that only a few houses have."""
    if _DIGIT.search(text):
        yield from (hit.span() for hit in _STREET.finditer(text))


def _is_card(digits: str) -> bool:
    """Say whether the check digit of a card is right (ISO/IEC 7812, Luhn)."""
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0  # noqa: PLR2004 (sum of two digits)


def is_iban(number: str) -> bool:
    """Say whether the check digits of an account number are right (ISO 7064): ids of letters and digits have none."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1
