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
    r"|(order|booking|invoice|policy|contract|customer|client|member(ship)?|patient|payroll|account|insurance|passport|tax|licen[cs]e"
    r"|loyalty( card)?|national insurance|social security) (number|no|nr|num)"
    r"|(bestell|auftrags|rechnungs|vertrags|kunden?|mitglieds|versicherungs|patienten|konto|ausweis|steuer)[ -]?(nummer|nr)"
    r"|(numero|num|nr|no|numer) (de |del |du |da |di )?(commande|dossier|client|pedido|cliente|contrat|contrato|poliza|socio"
    r"|zamowienia|klienta|umowy|ordine)|(bestel|klant|polis)nummer"
    r"|aliases|alias|also known as|aka|rufname|spitzname|apodo|surnom|przezwisko"
    r"|courriel|apellidos?|correo( electronico)?|nombre completo|nome completo|sobrenome|apelido|cognome|nazwisko|imie)\b"
    r"|^(your |ihr |dein |votre |su |tu |seu )?(name|vorname|nom|nombre|nome|naam|imie|adresse?|address|direccion|endereco"
    r"|indirizzo|adres|mail|speaker|contact details|kontakt\w*)$|^(name des|name der|nombre del|nom du|nom de la)\b"
    r"|氏名|お?名前|メール|電話|住所|郵便番号|生年月日|姓名|邮箱|電子郵件|电话|手机|地址|الاسم|البريد|الهاتف|العنوان"
    r"|^(имя|фамилия|отчество|телефон|почта|электронная почта|адрес|фио)$"
)
#: Who works on a ticket or wrote something down: people as well, though nobody who took part.
_STAFF = re.compile(
    r"^(assignee|assigned to|(contact |deal |account |case |ticket |lead |opportunity |record |conversation )?owner|creator"
    r"|(created|submitted|updated|modified|handled|last modified) by"
    r"|agent|teammate( name)?|operator|enumerator|interviewer|sales ?rep\w*|account manager|bearbeiter\w*|zustandig\w*)$"
)
#: People whom no column but this may tell apart: where it is not the respondent, it still says who somebody is.
_WHOEVER = re.compile(
    r"^(user|author|reviewer|reporter|requester|submitter|consumer|handle|nickname|nick|twitter( handle)?|benutzer|nutzer)$"
)
#: Whoever wrote, where the row has an id of its own: *Contact Name*, *Reviewer Nickname*, *userName*, *Requester email*.
_AUTHOR = re.compile(
    r"^((user|customer|client|consumer|reviewer|requester|submitter|contact|author|reporter|sender|buyer|guest|member)"
    r" ?(display )?(name|nick ?name|nick|handle|e ?mail( address)?)"
    r"|customer|client|consumer|contact|kund(e|in)|e ?mail( address)?|nick ?name|screen ?name|user ?name)$"
)
#: Kinds of user, which are nobody.
_KINDS = frozenset({
    "new", "returning", "existing", "admin", "guest", "member", "free", "pro", "premium", "basic", "trial", "paid", "anonymous",
    "registered", "customer", "employee", "internal", "external", "staff", "user", "active", "inactive", "yes", "no", "true",
    "false", "unknown", "other", "none", "neu", "gast", "extern", "intern", "desktop", "mobile", "student", "teacher", "verified",
})  # fmt: skip
#: Names in parts, as form builders write them: *Full Name - First Name*.
_PART = re.compile(r"^((first|last|middle|given|family|sur|full) ?name|vorname|nachname|prenom|apellidos?|e ?mail( address)?)$")
#: What the company said to whoever wrote: *Developer Reply Text*, *Company Reply*, *replyContent*.
_ANSWERED = re.compile(
    r"^(developer|company|owner|business|merchant|brand|seller|vendor|host|management|hotel|staff|agent|official|admin|public|our)"
    r"\b.*\b(repl(y|ies)|response|answer)\b|^(reply|replies)( (content|text|body|message|comment))?$|^replied\b"
    r"|^response from (the )?(owner|company|business|developer|management)"
    r"|^antwort (des|der|vom) (unternehmen|entwickler|inhaber|anbieter)"
)
_FLAGS = frozenset({
    "0", "1", "2", "yes", "no", "y", "n", "true", "false", "x", "checked", "unchecked", "selected", "not selected", "ja", "nein",
    "oui", "non", "si", "quoted", "not quoted",
    "genannt", "nicht genannt", "gewählt", "nicht gewählt", "ausgewählt", "nicht ausgewählt", "angekreuzt", "nicht angekreuzt",
    "mentioned", "not mentioned", "chosen", "not chosen", "ticked", "not ticked",
})  # fmt: skip
_SEVERAL = 0.2
#: A question is one for personal data only if it asks for them: *How good is our phone support?* is not.
_ASKED_FOR = re.compile(
    r"\b(your|ihr\w*|dein\w*|votre|tu|su|seu) (first |last |full |sur|vor|nach)?(name|prenom|nom|nombre|nome)\b"
    r"|\b(your|ihr\w*|dein\w*|votre|tu|su|seu) (e ?mail|phone|mobile|telephone|telefon|handy|postal|correo|courriel)[ \w]*$"
    r"|\b(leave|enter|provide|give|share|state|hinterlassen|angeben|nennen|laissez|indiquez|deje|indique)\b.*"
    r"(e ?mail|phone|name|number|nummer|telefon|contact|kontakt|correo|courriel|nombre|prenom)"
)
_JUDGES = re.compile(r"^(how|why|do|does|did|is|are|was|were|rate|please rate|wie|warum|comment|pourquoi|como|por que)\b")
_LOOKED_AT = 1000
_QUESTION = 5  # words from which on a name is a question
_MAIL = r"(?s).*[^\s@]+@[^\s@]+\.\w{2,}.*"
_EACH = (
    r"\s*(?:\d{1,3}\.){3}\d{1,3}\s*|\s*(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]{1,9}\s*",  # addresses of machines
    r"\s*(?:\+|00|\(?0[1-9])[\d ()/.-]{8,18}\s*",  # telephone numbers
)
_BETWEEN = r"(?:von|van|de|der|den|da|dos|di|la|le|el|al|bin|zu)\s+"
_NAME = r"[^\W\d_a-zà-öø-ÿ][\w'’.-]*"
_CAPITALS = rf"(?:{_NAME},?\s+(?:{_BETWEEN})*){{1,3}}{_NAME}"  # two to four words that begin as names do
_HANDLE = r"@?(?=[^\W\d]*[\d_@.])[^\W\d][\w.@-]{2,}"
_FEWEST, _MOST, _SOME = 5, 0.8, 0.2
#: Who somebody is to a participant: where such a column holds names, each is a person's, however often it comes.
_TO_THEM = re.compile(
    r"\b(head|manager|supervisor|lead(er)?|boss|doctor|gp|physician|therapist|nurse|teacher|tutor|coach|mentor|advis[eo]r"
    r"|consultant|counsell?or|case ?worker|social worker|carer|caregiver|guardian|spouse|partner|husband|wife|mother|father"
    r"|parents?|relative|emergency contact|referr(ed|al) by|recruited by|introduced by|seller|salesperson|technician|driver|trainer"
    r"|instructor|vorgesetzt\w*|chefin|chef|leiter\w*|leitung|betreuer\w*|berater\w*|haus ?arzt|arzt|arztin|therapeut\w*|lehrer\w*"
    r"|ehepartner\w*|jef[ea]|medic[oa]|responsable|asesora?|medecin|conseiller\w*|gerente|responsabile|kierownik|szef|chefe)\b"
)
_ROLES = re.compile(
    r"\b(?:manager|director|head|lead|leader|officer|team|department|supervisor|partner|assistant|engineer|general|senior|junior|vice"
    r"|president|group|leiter|leitung|abteilung|direktor|yes|no|area|none|other|unknown)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Say whether a column by that name would hold personal data that the study has no use for."""
    plain = _plain(name)
    if "?" in name or "？" in name or len(plain.split()) > _QUESTION:
        return not _JUDGES.match(plain) and bool(_ASKED_FOR.search(plain))
    if re.search(r"\[[^\]]*\]$|\s[-–]\s", name):  # the row of a matrix question: which of these do you use? [E-Mail]
        stem, _, last = re.sub(r"\s[-–]\s", "\n", name).rpartition("\n")
        return bool(stem) and bool(_PART.match(_plain(last)) or (_NAMES.search(_plain(stem)) and _NAMES.search(_plain(last))))
    return not _JUDGES.match(plain) and bool(_NAMES.search(plain) or _STAFF.match(plain))


def is_reply(name: str) -> bool:
    """Say whether a column by that name holds what the company answered, which is no participant's word."""
    return "?" not in name and bool(_ANSWERED.match(_plain(name)))


def is_ticked(name: str, cells: pd.Series) -> bool:
    """Say whether a column only says whether something was ticked, such as *Phone* among the channels somebody uses."""
    last = re.split(r"/|\s[-–]\s|:", name)[-1].strip().casefold()
    values = {v.strip().casefold() for v in cells.unique()} - {""}
    return 0 < len(values) <= 2 and values <= _FLAGS | {last}  # noqa: PLR2004 (ticked and not)


def tells_people_apart(name: str, cells: pd.Series) -> bool:
    """Say whether a column called *user* or *author* holds so many different people that it is no kind of user."""
    if not _WHOEVER.match(_plain(name)):  # the name first: a million cells are gone through for it alone
        return False
    there = cells[cells.str.strip() != ""]
    different = there.nunique()
    if different < _FEWEST:  # so few may be kinds of user, but for what is written as a handle or a whole name
        kinds = {word for cell in there.unique() for word in _plain(cell).split()} & _KINDS
        return different > 1 and not kinds and bool(there.str.strip().str.fullmatch(rf"{_HANDLE}|{_CAPITALS}").all())
    return bool(different >= _SEVERAL * len(there)) and not there.str.fullmatch(r"\d{1,2}").all()


def is_author(name: str, cells: pd.Series) -> bool:
    """Say whether a column says who wrote, by a name or an address that comes again with whoever writes again."""
    if not _AUTHOR.match(_plain(name)):
        return False
    there = cells.iloc[:_LOOKED_AT].unique()
    return not all(set(_plain(cell).split()) <= _KINDS for cell in there)


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


def names_others(name: str, cells: pd.Series) -> bool:
    """Say whether a column called *Line manager* or *Hausarzt* holds names and no kinds of manager."""
    if not _TO_THEM.search(_plain(name)):
        return False
    there = cells[cells.str.strip() != ""].str.strip()
    if not len(there):
        return False
    return bool((there.str.fullmatch(_CAPITALS) & ~there.str.contains(_ROLES)).mean() > _MOST)


def _plain(name: str) -> str:
    """Return a name of a column without accents, signs and case: *_gps_latitude*, *IPAddress* and *IP-Adresse* are words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    bare = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.casefold().replace("_", " ")))
