"""Words that say what a label is: an interviewer, a participant, or no speaker at all. Data only.

Labels are compared folded: lower case, letters alone (`fold_word`).
"""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """A set of words, written as a paragraph."""
    return frozenset(text.split())


INTERVIEWER = word_set(
    """
    interviewer interviewers int intv inter interv iv ivr iver inv investigator
    experimenter examiner moderator moderators mod facilitator
    facilitators fac facil researcher researchers host hosts cohost evaluator evaluators q question
    questioner interviewerin befrager befragerin fragesteller fragestellerin moderatorin forscher
    forscherin intervistatore intervistatrice moderatore moderatrice ricercatore ricercatrice
    entrevistador entrevistadora entrevistadores moderador moderadora pesquisador pesquisadora
    investigador investigadora facilitador facilitadora enquêteur enquêtrice enqueteur enquetrice
    intervieweur intervieweuse modérateur modératrice animateur animatrice chercheur chercheuse
    intervjuare intervjuer intervjuar interviewere haastattelija tutkija wywiadowca ankieter ankieterka
    badacz badaczka moderatorka tazatel onderzoeker gespreksleider görüşmeci araştırmacı интервьюер
    модератор исследователь ведущий 访谈者 采访者 采訪者 访问者 訪問者
    主持人 问 問 インタビュアー 聞き手 司会 면접자 진행자 محاور الباحث
    מראיין מראיינת
    """
)
PARTICIPANT = word_set(
    """
    interviewee interviewees participant participants respondent respondents resp informant informants
    answer a part ptp subject patient client guest learner caregiver carer staff speaker spk spkr male
    female man woman intervistato intervistata partecipante rispondente entrevistado entrevistada
    participante respondente informante enquêté enquêtée enquete interviewé interviewée interviewe
    répondant répondante participante befragter befragte befragter teilnehmer teilnehmerin proband
    probandin interviewpartner interviewpartnerin deltagare deltager deltaker informantin respondentti
    haastateltava rozmówca respondentka deelnemer geïnterviewde katılımcı görüşülen респондент участник
    участница 受访者 受訪者 被访者 参与者 參與者 答
    回答者 参加者 語り手 참여자 응답자 مشارك المشارك מרואיין מרואיינת
    """
)
OTHER = word_set(
    """
    transcriber transcriptionist interpreter translator observer notetaker recorder operator narrator
    unknown unidentified unknownspeaker unidentifiedspeaker all everyone several multiple computer
    unbekannt inconnu sconosciuto desconocido desconhecido
    """
)

METADATA = word_set(
    """
    date time location place venue site duration length title topic subject project study file filename
    recording recordingdate interviewdate dateofinterview dateofrecording interviewdate audio video id
    idnumber participantid interviewid transcriptid transcript transcription transcribedby transcriber
    typist transcribedon checkedby language present attendees participants interviewers interviewees
    respondents members key keytosymbols legend abbreviations speakers setting author source url link
    website email tel telephone phone status version reference ref licence license copyright keywords
    tags description summary abstract notes comments age gender sex occupation ethnicity education role
    organisation organization jobtitle department country city town region dateofbirth pseudonym
    interviewnumber interviewno caseid case cohort wave starttime endtime start end started ended from
    to cc format publisher created modified layout categories category datum ort dauer thema sprache
    transkription projekt teilnehmer lieu durée duree titre sujet langue data luogo durata titolo lingua
    fecha lugar duración duracion título titulo idioma hora local duração duracao dato sted varighed
    plats tid
    """
)
NOT_LABELS = word_set(
    """
    note notes nb ps http https ftp www break adbreak sponsor music intro outro warning caution
    important example examples eg ie page chapter section part appendix figure table transcript figure
    step steps summary conclusion background introduction methods results discussion references
    bibliography todo edit update disclaimer observation observations fieldnote fieldnotes comment
    reflection memo
    """
)
"""What stands before a colon and never speaks."""

STRUCTURE = word_set("break adbreak part section chapter page appendix topic theme")
"""Of these, the ones whose whole line is no speech."""

SENTENCE = word_set(
    """
    the this that these those is are was were be been am it its he she they we you i'm it's that's
    there's there what when where why how who which because if then than but or so not no yes yeah yep
    okay ok well just really very also too have has had do does did don't can can't could would should
    will won't shall may might must my your his her our their me him them us at by with from into about
    for as on in says said say saying asked think know mean like thing things question answer problem
    reason point first second third finally lastly next anyway actually basically exactly right sure
    sorry thanks thank hello hi bye mm mmm mhm hmm uh um er erm oh ah laughs laughter pause silence
    inaudible crosstalk unclear one two three four five here now today yesterday tomorrow
    """
)
"""Words that a sentence holds and a label hardly ever: a phrase with one of them before a colon is speech."""

ANSWERS = word_set("ok no oh ah uh um mm er hi yes yep")
"""Of these, the ones that a transcript in capitals has on lines of their own."""

TITLES = word_set(
    """
    mr mrs ms miss mx dr prof professor sir madam sr sra herr frau mme mlle m dott ing rev
    """
)

PARTICLES = word_set(
    """
    and und et y e de da del della di du des la le van von der den dos bin ibn al el af of the
    """
)


def fold_word(text: str) -> str:
    """A label's letters in lower case: `P 3 (female):` -> `pfemale`."""
    return "".join(filter(str.isalpha, text)).casefold()
