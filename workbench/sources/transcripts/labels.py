"""The words people put before a colon to say who speaks, by language: one table, read by everything that reads talk.

A label is a role (*Interviewer 2*, *Moderatorin*, *面试官*), a role with a name (*Dana (Interviewer)*), or a name. Letters
that mean different things in different languages (the P of *Pregunta* and of *Participant*) stand for those who answer;
`workbench.sources.transcripts.cast` then looks who asks.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from typing import Literal

Role = Literal["asks", "answers", "observes", "group", "unknown", ""]

_ASKS = {
    "en": (
        "interviewer, interviewers, moderator, researcher, facilitator, int, i, q, host, question, ux researcher, "
        "user researcher, investigator, mod, fac, interviewer's question, ir, iv, intv"
    ),
    "de": (
        "interviewerin, interviewende, interviewende person, moderatorin, moderation, forscherin, forscher, frage, "
        "fragende, leitung"
    ),
    "fr": (
        "enquêteur, enquêtrice, enquêteur·rice, intervieweur, intervieweuse, modérateur, modératrice, chercheur, "
        "chercheuse, animateur, animatrice, enq"
    ),
    "es": (
        "entrevistador, entrevistadora, moderador, moderadora, investigador, investigadora, pregunta, facilitadora, "
        "facilitador, entr"
    ),
    "it": "intervistatore, intervistatrice, moderatore, moderatrice, ricercatore, ricercatrice, domanda",
    "pt": "pesquisador, pesquisadora, mediador, mediadora, pergunta",
    "nl": "interviewster, onderzoeker, gespreksleider, vraag",
    "sv da nb": "intervjuare, intervjuaren, intervjuer, interviewere, forskare, forsker, fråga, spørsmål, spørgsmål, ordstyrer",
    "fi": "haastattelija, tutkija, kysymys, moderaattori",
    "pl": "ankieter, ankieterka, moderatorka, badacz, badaczka, prowadzący, prowadząca, pytanie",
    "cs": "tazatel, tazatelka, moderátor, moderátorka, výzkumník, výzkumnice, otázka",
    "ru uk": "интервьюер, модератор, ведущий, ведущая, исследователь, вопрос, інтервʼюер, інтерв'юер, дослідник, питання",
    "tr": "görüşmeci, moderatör, araştırmacı, soru",
    "zh": "面试官, 面試官, 访谈者, 訪談者, 采访者, 採訪者, 访问者, 主持人, 研究员, 研究員, 研究者, 提问者, 问, 問",
    "ja": "インタビュアー, インタビューアー, 聞き手, 司会, 司会者, モデレーター, 調査者, 質問",
    "ko": "면접관, 인터뷰어, 진행자, 연구자, 질문, 면접자",
    "ar fa": "المحاور, المحاورة, الباحث, الباحثة, المقابل, مدير الجلسة, سؤال, مصاحبه‌گر",
    "he": "מראיין, מראיינת, חוקר, חוקרת, מנחה, שאלה",
    "hi": "साक्षात्कारकर्ता, प्रश्न",
}
_ANSWERS = {
    "en": (
        "participant, interviewee, respondent, speaker, customer, client, user, a, p, r, answer, patient, doctor, "
        "clinician, nurse, agent, guest, voice, male, female, resp, part, subject, b, tn, informant, tester, ie, "
        "s, sp, spk, spkr, ip, res, track, channel, ch, m, f, w, u, me, them, you, expert, student, teacher, employee, manager, "
        "parent, mother, buyer, seller, driver, citizen, volunteer, candidate, caller, shopper, resident"
    ),
    "de": (
        "teilnehmer, teilnehmerin, teilnehmende, teilnehmende person, befragte, befragter, befragte person, interviewte, "
        "interviewter, interviewpartner, interviewpartnerin, antwort, sprecher, sprecherin, kunde, kundin, proband, "
        "probandin, person, spr, ich, nutzer, nutzerin, patientin, experte, expertin, studentin, studierende, lehrer, lehrerin, "
        "lehrkraft, arzt, ärztin, pflegekraft, mitarbeiter, mitarbeiterin, vp, befr, bewohner, bewohnerin"
    ),
    "fr": (
        "enquêté, enquêtée, interviewé, interviewée, répondant, répondante, réponse, participante, locuteur, locutrice, cliente, "
        "intervenant, intervenante, orateur, oratrice, usager, usagère, patiente, étudiant, étudiante"
    ),
    "es": "entrevistado, entrevistada, encuestado, encuestada, respuesta, hablante, usuario, usuaria, locutor, "
    "locutora, paciente, estudiante, orador",
    "it": "intervistato, intervistata, partecipante, rispondente, risposta, parlante, utente, paziente, studente",
    "pt": "respondente, resposta, falante, utilizador, utilizadora",
    "nl": "geïnterviewde, deelnemer, deelneemster, spreker, antwoord, gebruiker",
    "sv da nb": (
        "intervjuperson, intervjupersonen, informanten, deltagare, deltager, deltaker, respondenten, svar, talare, bruker"
    ),
    "fi": "haastateltava, osallistuja, vastaaja, vastaus, puhuja, käyttäjä",
    "pl": "uczestnik, uczestniczka, respondentka, badany, badana, rozmówca, rozmówczyni, odpowiedź, mówca, "
    "klient, klientka, pacjent, pacjentka",
    "cs": "účastník, účastnice, dotazovaný, dotazovaná, odpověď, mluvčí",
    "ru uk": "респондент, респондентка, участник, участница, информант, ответ, говорящий, учасник, учасниця, відповідь",
    "tr": "katılımcı, görüşülen, cevap, yanıt, konuşmacı",
    "zh": "受访者, 受訪者, 被访者, 被訪者, 参与者, 參與者, 用户, 使用者, 说话人, 發言人, 发言人, 答, 受试者",
    "ja": "回答者, 参加者, 話者, 回答, 被験者, ユーザー, インタビュイー, 話し手",
    "ko": "참가자, 참여자, 응답자, 사용자, 화자, 답변, 답",
    "ar fa": "المشارك, المشاركة, المبحوث, المبحوثة, المستجيب, المتحدث, جواب, المقابَل, مصاحبه‌شونده",
    "he": "משתתף, משתתפת, מרואיין, מרואיינת, דובר, דוברת, תשובה",
    "hi": "प्रतिभागी, उत्तरदाता, उत्तर",
}
_OBSERVES = {
    "en": (
        "observer, note taker, notetaker, note-taker, scribe, interpreter, translator, technician, operator, system, "
        "researcher notes, researcher's notes, researcher note, interviewer notes, interviewer's notes, interviewer comments, "
        "moderator notes, moderator's notes, moderator note, field notes, observations, observer note, observer notes, "
        "observer's note, observer's notes"
    ),
    "de": "beobachter, beobachterin, protokollant, protokollantin, dolmetscher, dolmetscherin",
    "fr": "observateur, observatrice, interprète, preneur de notes",
    "es pt it": "observador, observadora, osservatore, osservatrice, intérprete, interprete",
    "nl sv da nb fi": "waarnemer, notulist, observatör, observatør, tolk, tarkkailija",
    "pl cs ru": "obserwator, obserwatorka, pozorovatel, наблюдатель, переводчик",
    "zh ja ko": "观察者, 觀察者, 记录员, 記錄員, 翻译, 観察者, 記録係, 通訳, 관찰자",
    "ar he": "المراقب, المترجم, צופה, מתורגמן",
}
_GROUP = {
    "en": "all, everyone, everybody, group, several, multiple speakers, several speakers, multiple voices, together",
    "de": "alle, mehrere, gruppe, durcheinander",
    "fr": "tous, toutes, plusieurs, groupe",
    "es": "todos, todas, varios, grupo",
    "it": "tutti, tutte, gruppo",
    "pt": "vários",
    "nl": "allen, allemaal, groep",
    "sv da nb fi": "alla, flere, kaikki",
    "pl cs ru": "wszyscy, všichni, все",
    "zh ja ko": "全体, 全體, 众人, 全員, 모두",
    "ar he": "الجميع, כולם",
}
_UNKNOWN = {
    "en": (
        "unknown, unknown speaker, speaker unknown, unidentified, unidentified speaker, unidentified male, "
        "unidentified female, unidentified participant, unknown participant, unknown male, unknown female, "
        "unclear speaker, somebody, someone, ?"
    ),
    "de": "unbekannt, unbekannter sprecher, unbekannte sprecherin, unbekannte person, jemand",
    "fr": "inconnu, inconnue",
    "es": "desconocido, desconocida, no identificado",
    "it": "sconosciuto, sconosciuta",
    "pt": "desconhecido, desconhecida",
    "nl": "onbekend, onbekende spreker",
    "sv da nb fi": "okänd, ukendt, ukjent, tuntematon",
    "pl cs ru": "nieznany, neznámý, неизвестный",
    "zh ja ko": "未知, 不明, 未知说话人, 알 수 없음",
    "ar he": "غير معروف, לא ידוע",
}
#: Words that stand before a colon in prose and heads, never before speech.
_NOT_SPEAKERS = {
    "en": (
        "note, notes, http, https, date, time, title, agenda, example, e.g, eg, re, subject line, warning, topic, "
        "duration, location, source, transcript, summary, recording, attendees, ps, todo, slide, github issue, "
        "action items, action item, agenda item, repo, licence, license, link, url, audio, video, file, language, version, "
        "kind, tip, caution, update, edit, transcription, participants, from, to, cc, sent, subject, commit, size, path, "
        "path(s), project, interview date, interview, date of interview, start time, end time, length, file name, "
        "filename, transcribed by, transcriber, place, recorded, meeting, meeting title, when, where, "
        "duration of interview, keywords, speakers, created, comment, comments, important, hint, figure, table, step, "
        "reviewed by, host name"
    ),
    "de": (
        "datum, ort, dauer, thema, anmerkung, hinweis, notiz, quelle, titel, zeit, aufnahme, transkript, transkription, "
        "beispiel, teilnehmer:innen, teilnehmende:, anlage, betreff, beginn, ende, projekt, transkribiert von, "
        "zusammenfassung"
    ),
    "fr": ("lieu, durée, sujet, remarque, titre, heure, enregistrement, transcription, exemple, objet, début, fin, projet, résumé"),
    "es pt": (
        "fecha, lugar, duración, tema, nota, título, hora, grabación, transcripción, ejemplo, asunto, proyecto, data, "
        "local, duração, exemplo, assunto, projeto"
    ),
    "it nl": (
        "luogo, durata, argomento, titolo, ora, registrazione, esempio, oggetto, progetto, plaats, duur, onderwerp, "
        "opmerking, voorbeeld, titel"
    ),
    "zh ja ko": "日期, 时间, 時間, 地点, 地點, 主题, 主題, 备注, 備註, 日時, 場所, 件名, 注, 날짜, 시간, 장소, 주제",
    "ru": "дата, место, тема, примечание, время, пример",
}
#: Words that sort notes and stand before a colon as names do: *Positive*, *Pain*, *Task 2*. No word here is a name.
_SORTS_NOTES = {
    "en": (
        "positive, positives, negative, negatives, pro, pros, con, cons, plus, minus, pain, pains, pain point, pain points, gain, "
        "gains, need, needs, goal, goals, quote, quotes, key quote, verbatim, problem, problems, issue, issues, task, severity, "
        "success, completed, outcome, result, results, observation, behaviour, behavior, context, setting, background, idea, "
        "ideas, insight, insights, takeaway, takeaways, key takeaway, learning, learnings, finding, findings, highlight, "
        "highlights, frustration, frustrations, delight, delights, motivation, motivations, barrier, barriers, blocker, blockers, "
        "workaround, workarounds, suggestion, suggestions, recommendation, recommendations, wish, wishes, request, feature "
        "request, opportunity, opportunities, risk, risks, assumption, assumptions, hypothesis, next step, next steps, follow-up, "
        "follow up, decision, decisions, open question, open questions, likes, dislikes, strengths, weaknesses, good, bad, "
        "what worked, what didn't work, what went well, what went wrong, expectation, expectations, emotion, emotions, feeling, "
        "mood, action, actions, touchpoint, channel used, tags, theme, themes, priority, status, day, week"
    ),
    "de": (
        "positiv, positives, negativ, negatives, vorteil, vorteile, nachteil, nachteile, stärke, stärken, schwäche, schwächen, "
        "bedürfnis, bedürfnisse, bedarf, wunsch, wünsche, schmerzpunkt, schmerzpunkte, ziel, ziele, zitat, zitate, problem, "
        "probleme, aufgabe, schweregrad, erfolg, ergebnis, ergebnisse, beobachtung, beobachtungen, verhalten, kontext, "
        "hintergrund, idee, ideen, erkenntnis, erkenntnisse, fazit, frust, hürde, hürden, barriere, barrieren, vorschlag, "
        "vorschläge, empfehlung, empfehlungen, chance, chancen, risiko, risiken, annahme, annahmen, nächste schritte, "
        "nächster schritt, entscheidung, offene frage, offene fragen, erwartung, erwartungen, stimmung, gefühl, gefühle, tag, "
        "woche, gut, schlecht, lob, kritik"
    ),
    "fr": (
        "positif, négatif, points positifs, points négatifs, point positif, point négatif, avantage, avantages, inconvénient, "
        "inconvénients, besoin, besoins, objectif, objectifs, citation, citations, verbatims, problème, problèmes, tâche, gravité, "
        "succès, résultat, résultats, observations, contexte, idée, idées, frein, freins, irritant, irritants, "
        "attente, attentes, recommandation, recommandations, jour, semaine"
    ),
    "es pt": (
        "positivo, negativo, positivos, negativos, ventaja, ventajas, desventaja, desventajas, necesidad, necesidades, objetivo, "
        "objetivos, cita, citas, problema, problemas, tarea, éxito, resultado, resultados, observación, observaciones, contexto, "
        "ideas, idea, dolor, dolores, sugerencia, sugerencias, vantagem, vantagens, desvantagem, desvantagens, necessidade, "
        "necessidades, citação, tarefa, sucesso, observação, observações, ideia, ideias, dor, dores, sugestão, sugestões, día, "
        "dia, semana"
    ),
    "it nl": (
        "positivi, negativi, vantaggi, svantaggi, bisogno, bisogni, obiettivo, obiettivi, citazione, problemi, compito, "
        "successo, risultato, osservazione, osservazioni, contesto, suggerimento, suggerimenti, giorno, positief, negatief, "
        "voordeel, voordelen, nadeel, nadelen, behoefte, behoeften, doel, doelen, citaat, probleem, problemen, taak, resultaat, "
        "observatie, observaties, verwachting, verwachtingen, dag"
    ),
    "sv da nb pl": (
        "positivt, negativt, fördelar, nackdelar, behov, mål, citat, uppgift, observationer, fordele, ulemper, opgave, fordeler, "
        "oppgave, zalety, wady, potrzeba, potrzeby, cytat, cytaty, zadanie, obserwacja, obserwacje, wniosek, wnioski"
    ),
    "ru uk": "плюсы, минусы, потребность, потребности, цель, цитата, проблема, проблемы, задача, наблюдение, вывод, выводы",
    "zh ja ko": (
        "优点, 優點, 缺点, 缺點, 需求, 痛点, 痛點, 问题点, 任务, 任務, 观察, 觀察, 引用, 建议, 建議, 良い点, 悪い点, 良かった点, "
        "悪かった点, 課題, 観察, 気づき, 発言, 要望, 提案, タスク, 장점, 단점, 니즈, 문제점, 과제, 관찰"
    ),
}
#: A role word of at least this many letters may be misspelt or stand beside a name.
_LONG = 9
_ALIKE = 0.88
_BESIDE = 5
_BIDI = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def fold(name: str) -> str:
    """Return `name` for comparing: NFKC, case-folded, brackets, marks of direction and extra space gone."""
    plain = unicodedata.normalize("NFKC", _BIDI.sub("", name)).casefold()
    return " ".join(re.sub(r"[()\[\]{}.,;\"]", " ", plain).split())


def undirected(text: str) -> str:
    """Return `text` without the marks that only say in which direction it runs."""
    return _BIDI.sub("", text)


def _words(table: dict[str, str]) -> frozenset[str]:
    return frozenset(fold(w) if any(c.isalnum() for c in w) else w.strip() for row in table.values() for w in row.split(","))


ROLES: dict[str, Role] = {
    **dict.fromkeys(sorted(_words(_UNKNOWN)), "unknown"), **dict.fromkeys(sorted(_words(_GROUP)), "group"),
    **dict.fromkeys(sorted(_words(_OBSERVES)), "observes"), **dict.fromkeys(sorted(_words(_ANSWERS)), "answers"),
    **dict.fromkeys(sorted(_words(_ASKS)), "asks"),
}  # fmt: skip
NOT_SPEAKERS = _words(_NOT_SPEAKERS)
SORTS_NOTES = _words(_SORTS_NOTES) - ROLES.keys()
_LONG_WORDS = sorted(w for w, r in ROLES.items() if len(w) >= _LONG and w.isascii() and " " not in w and r in {"asks", "answers"})
_NUMBER = re.compile(r"[\s_#.-]*(?:n[o°º]\.?\s*)?\d*$")
_WITH = re.compile(
    r"^(?P<first>[^()\[\]]+?)\s*[(\[](?P<second>[^()\[\]]+)[)\]]$"
    r"|^(?P<one>[^,–—/|]+?)\s*(?:[,–—/|]|\s-\s)\s*(?P<other>[^,–—/|]+)$"
)
_LETTERED = re.compile(r" [a-z]$")


def role(label: str) -> Role:
    """Return what a label says its bearer does; empty if it is a name.

    ``"asks"``: *Interviewer 1*, *Q*, *Moderatorin Dana*, *Dana Fox (Researcher)*. ``"answers"``: *Participant*, *Speaker 2*.
    ``"observes"``: *Note taker*. ``"group"``: *All*. ``"unknown"``: *Unknown speaker*.
    """
    return _role(label)[0]


def named(label: str) -> str:
    """Return the name in a label that has a role beside it (*Dana* of *Dana (Interviewer)*), or nothing."""
    return _role(label)[1]


@lru_cache(maxsize=4096)
def _role(label: str) -> tuple[Role, str]:
    plain = unnumbered(label)
    if not plain or plain in ROLES:
        return ROLES.get(plain, "unknown" if "?" in label else "answers"), ""
    if (found := ROLES.get(_LETTERED.sub("", plain), "")) and len(plain) > _BESIDE:
        return found, ""
    beside = _WITH.match(undirected(label).strip())
    if beside:
        pair = [beside["first"] or beside["one"], beside["second"] or beside["other"]]
        for mine, other in (pair, pair[::-1]):
            found = ROLES.get(unnumbered(mine), "")
            if found and (len(unnumbered(mine)) > 1 or mine is pair[0]):
                return found, "" if _describes(other) or ROLES.get(unnumbered(other)) else other.strip()
    first, _, rest = plain.partition(" ")
    called = label.split()[1:]
    if rest and len(first) >= _BESIDE and ROLES.get(first) in {"asks", "observes"} and all(w[0].isupper() for w in called):
        return ROLES[first], " ".join(called)
    known = misspelt(label)
    return (ROLES[known] if known else ""), ""


def _describes(words: str) -> bool:
    """Say whether what stands beside a role describes its bearer (*f, 34*; *online*) rather than names them."""
    return not words.strip()[:1].isupper() or len(words.strip()) < 3 or any(c.isdigit() for c in words)  # noqa: PLR2004 (F, M)


def unnumbered(label: str) -> str:
    """Return a label folded, without the number behind it."""
    if label.strip() == "?":
        return "?"
    return _NUMBER.sub("", fold(label).replace("_", " ").strip()).strip()


def misspelt(label: str) -> str | None:
    """Return the role word that `label` is a slip of (*Particpant*), if it is one of the long ones."""
    plain = unnumbered(label)
    if not _LONG - 1 <= len(plain) <= 2 * _LONG or plain in ROLES or " " in plain:
        return None
    return next(iter(difflib.get_close_matches(plain, _LONG_WORDS, 1, _ALIKE)), None)


@lru_cache(maxsize=8192)
def heads(label: str) -> bool:
    """Say whether a word before a colon is one of those that stand in heads of files: *Date*, *Ort*, *主题*."""
    return fold(label) in NOT_SPEAKERS or label.casefold().strip() in NOT_SPEAKERS


@lru_cache(maxsize=8192)
def sorts_notes(label: str) -> bool:
    """Say whether a word before a colon sorts notes: *Positive*, *Pain 2*, *Zitat*."""
    return unnumbered(label) in SORTS_NOTES
