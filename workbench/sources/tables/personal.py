"""Which columns hold personal data that a study has no use for: by their names in many languages, and by what is in them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: What a column that is no question is called if it says who somebody is or where to reach them; without accents, lower case.
_NAMES = re.compile(
    r"\b(e ?mail\w*|mail address\w*|phone\w*|mobile( phone)?( (number|no))?$|tel|telephone|telefon\w*|handy\w*"
    r"|mobil( ?nummer)?$|movil|celular|cellulare"
    r"|(first|last|sur|full|middle|given|family|maiden|nick|display|screen|user|customer|client|respondent|participant|reviewer"
    r"|consumer|requester|submitter|contact|employee|patient|author|guest|interviewer|enumerator|assignee|agent|person|member"
    r"|reporter|caller|sender|vor|nach|zu|familien|voll|achter|voor) ?name|recipient\w*|ip|ip ?(v4|v6)? ?adress?e?|ip ?address"
    r"|latitude|longitude|lat|lng|lon|gps|geo ?point|breitengrad|langengrad|external ?reference|external data reference"
    r"|user ?agent|device ?id|birth\w*|date of birth|geburts\w*|fecha de nacimiento|date de naissance|data de nascimento"
    r"|post(al)? ?code|zip( ?code)?|plz|postleitzahl|codigo postal|code postal|kod pocztowy|cep|street|strasse|anschrift"
    r"|custom data \d|iban|passport\w*|signature|linkedin\w*|ansprechpartner\w*|prenom|nom de famille|nom complet|nom et prenom"
    r"|courriel|apellidos?|correo( electronico)?|nombre completo|nome completo|sobrenome|apelido|cognome|nazwisko|imie)\b"
    r"|^(your |ihr |dein |votre |su |tu |seu )?(name|vorname|nom|nombre|nome|naam|imie|adresse?|address|direccion|endereco"
    r"|indirizzo|adres|mail|speaker|contact details|kontakt\w*)$|^(name des|name der|nombre del|nom du|nom de la)\b"
    r"|氏名|お?名前|メール|電話|住所|郵便番号|生年月日|姓名|邮箱|電子郵件|电话|手机|地址|الاسم|البريد|الهاتف|العنوان"
    r"|^(имя|фамилия|отчество|телефон|почта|электронная почта|адрес|фио)$"
)
#: A question is one for personal data only if it asks for them: *How good is our phone support?* is not.
_ASKED_FOR = re.compile(
    r"\b(your|ihr\w*|dein\w*|votre|tu|su|seu) (first |last |full |sur|vor|nach)?(name|prenom|nom|nombre|nome)\b"
    r"|\b(your|ihr\w*|dein\w*|votre|tu|su|seu) (e ?mail|phone|mobile|telephone|telefon|handy|postal|correo|courriel)[ \w]*$"
    r"|\b(leave|enter|provide|give|share|state|hinterlassen|angeben|nennen|laissez|indiquez|deje|indique)\b.*"
    r"(e ?mail|phone|name|number|nummer|telefon|contact|kontakt|correo|courriel|nombre|prenom)"
)
_JUDGES = re.compile(r"^(how|why|do|does|did|is|are|was|were|rate|please rate|wie|warum|comment|pourquoi|como|por que)\b")
_QUESTION = 5  # words from which on a name is a question
_MAIL = r"(?s).*[^\s@]+@[^\s@]+\.\w{2,}.*"
_EACH = (
    r"\s*(?:\d{1,3}\.){3}\d{1,3}\s*|\s*(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]{1,9}\s*",  # addresses of machines
    r"\s*(?:\+|00|\(?0[1-9])[\d ()/.-]{8,18}\s*",  # telephone numbers
)
_BETWEEN = r"(?:von|van|de|der|den|da|dos|di|la|le|el|al|bin|zu)\s+"
_NAME = r"[^\W\d_a-zà-öø-ÿ][\w'’.-]*"
_CAPITALS = rf"(?:{_NAME},?\s+(?:{_BETWEEN})*){{1,3}}{_NAME}"  # two to four words that begin as names do
_FEWEST, _MOST, _SOME = 5, 0.8, 0.2


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Say whether a column by that name would hold personal data that the study has no use for."""
    plain = _plain(name)
    if "?" in name or "？" in name or len(plain.split()) > _QUESTION:
        return not _JUDGES.match(plain) and bool(_ASKED_FOR.search(plain))
    if re.search(r"\[[^\]]*\]$|\s[-–]\s", name):  # the row of a matrix question: which of these do you use? [E-Mail]
        return False
    return not _JUDGES.match(plain) and bool(_NAMES.search(plain))


def holds_personal(cells: pd.Series) -> bool:
    """Say whether the cells of a column that are no answers say who somebody is: addresses, numbers, names that differ."""
    there = cells[cells.str.strip() != ""]
    if not len(there):
        return False
    if there.str.fullmatch(_MAIL).mean() > _SOME or any(there.str.fullmatch(form).mean() > _MOST for form in _EACH):
        return True
    if len(there) < _FEWEST or there.nunique() < _MOST * len(there):
        return False
    return bool(there.str.strip().str.fullmatch(_CAPITALS).mean() > _MOST)


def _plain(name: str) -> str:
    """Return a name of a column without accents, signs and case: *_gps_latitude*, *IPAddress* and *IP-Adresse* are words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    bare = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.casefold().replace("_", " ")))
