"""Answers that say nothing: "n/a", "nothing to add", "see above". They are put aside, told, and make no topic.

In most surveys one answer in ten is such a one. Their words are alike, so a model finds in them the clearest topic of all.
"Good" and "all fine" say something, and are left.
"""

from __future__ import annotations

from workbench.themes.alike import plainly

#: Whole answers, as `plainly` writes them, by language.
_NOTHING = """
nothing; nothing really; nothing at all; absolutely nothing; nothing to add; nothing to say; nothing more; nothing else; nothing
much; nothing specific; nothing in particular; nothing special; nothing comes to mind; i have nothing to add; not really; not
applicable; n a; na; none; none really; none at all; no; nope; nah; no no; nil; null; no comment; no comments; no further
comment; no further comments; no other comments; no additional comments; no answer; no response; no opinion; no idea; no clue;
no suggestions; no suggestion; no feedback; don t know; dont know; do not know; i don t know; i dont know; i do not know; dunno;
idk; not sure; i m not sure; im not sure; i am not sure; unsure; can t think of anything; cant think of anything; can t think of
any; cant think of any; i can t think of anything; see above; as above; same as above; same; same as before; same again; as
before; see previous; see previous answer; see my previous answer; see below; ditto; already answered; already said; ok; okay;
yes; yep; yeah; test; testing; asdf; asdfg; asdfgh; asdfasdf; qwerty; xx; xxx; tbd; tbc; skip; skipped; pass; prefer not to say;
prefer not to answer;
nichts; nix; nö; ne; nee; nein; keine; keiner; keins; kein kommentar; keine angabe; keine angaben; keine antwort; keine ahnung;
keine meinung; keine anmerkung; keine anmerkungen; keine vorschläge; k a; ka; entfällt; weiß nicht; weiss nicht; weiß ich nicht;
weiss ich nicht; ich weiß nicht; ich weiss nicht; siehe oben; s o; wie oben; dito; nichts weiter; sonst nichts; nichts
besonderes; eigentlich nichts; gar nichts; nichts hinzuzufügen; nichts zu ergänzen; mir fällt nichts ein; ja;
rien; rien du tout; rien à dire; rien à ajouter; rien à signaler; rien de particulier; ras; r a s; aucun; aucune; aucune idée;
aucun commentaire; pas de commentaire; pas de commentaires; sans commentaire; sans objet; sans opinion; sans avis; pas d avis;
pas de réponse; ne sait pas; je ne sais pas; je sais pas; nsp; non; oui; voir ci dessus; voir plus haut; idem; néant;
nada; nada más; ninguno; ninguna; ningún comentario; ninguna sugerencia; no sé; no se; no lo sé; no lo se; no aplica; sin
comentario; sin comentarios; sin respuesta; ver arriba; lo mismo; igual; ns nc; nsnc; sí; si;
niente; nulla; nessuno; nessuna; nessun commento; non so; non lo so; non saprei; vedi sopra; sì;
niets; geen; geen idee; geen commentaar; geen opmerkingen; geen mening; weet niet; weet ik niet; zie boven; n v t; nvt;
nenhum; nenhuma; não; não sei; nao sei; sem comentário; sem comentários; ver acima; não se aplica; sim;
ingenting; inget; ingen; vet ej; vet inte; nej; intet; ved ikke; ikke noget; nic; brak; nie wiem; nie; ei; ei mitään; en tiedä;
yok
"""
_WHOLE = frozenset(" ".join(said.split()) for said in _NOTHING.split(";"))
#: Longer is none of them, and is not looked at.
_LONGEST = 2 + max(map(len, _WHOLE)) * 2


def silent(text: str) -> bool:
    """Say whether a text as a whole says nothing: it is empty, or one of what people write instead of an answer."""
    return len(text) <= _LONGEST and (not (plain := plainly(text)) or plain in _WHOLE)
