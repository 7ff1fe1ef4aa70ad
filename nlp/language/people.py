"""People as papers name them, as groups: "two experienced community health-care workers" is "community health worker".

A group is what people are in the study (midwife, mother, peer worker), in the singular and in English whatever the
paper's language, so that papers can be laid side by side. Adjectives of age, place and number are no part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

UNNAMED = (
    r"participants?|respondents?|interviewees?|informants?|discussants?|speakers?|subjects|individuals?|persons?|"
    r"people|members?|adults?|others|participantes?|entrevistad[oa]s?|informantes?|participante?s?|enquêtée?s?|"
    r"Teilnehmer(?:in|innen|n)?|Teilnehmende[nr]?|Befragte[nr]?"
)
"""Words for people that say only that they took part."""

_GENERAL = {
    "woman": "wom[ae]n|ladies|lady", "man": "m[ae]n", "girl": "girls?", "boy": "boys?",
    "young person": "young(?:er)? (?:people|persons?|adults?)|youths?|youngsters?|teenagers?|teens?|adolescents?",
    "older person": "(?:older|elderly) (?:people|persons?|adults?)|elders|seniors",
}  # fmt: skip
_KIN_AND_ROLES = {
    "pregnant woman": "(?:pregnant|expectant) (?:wom[ae]n|mothers?)",
    "mother": "mothers?|mums?|moms?", "father": "fathers?|dads?", "single parent": "single parents?",
    "parent": "parents?",
    "grandmother": "grandmothers?", "grandfather": "grandfathers?", "grandparent": "grandparents?",
    "mother-in-law": "mothers?-in-laws?", "father-in-law": "fathers?-in-laws?",
    "daughter-in-law": "daughters?-in-laws?", "son-in-law": "sons?-in-laws?",
    "husband": "husbands?", "wife": "wi(?:fe|ves)", "spouse": "spouses?", "partner": "partners?", "son": "sons?",
    "daughter": "daughters?", "sister": "sisters?", "brother": "brothers?", "sibling": "siblings?",
    "widow": "widows?", "couple": "couples?", "child": "child(?:ren)?", "relative": "relatives?",
    "carer": "(?:family |informal )?(?:carers?|care-?givers?)", "survivor": "survivors?", "veteran": "veterans?",
    "patient": "(?:in-?|out-?)?patients?", "client": "clients?", "consumer": "consumers?",
    "service user": "service[- ]users?|users of (?:the )?services?", "customer": "customers?",
    "person with HIV": "people (?:living )?with HIV(?:/AIDS)?|PLW?HI?V?A?s?",
    "midwife": "midwi(?:fe|ves)", "nurse": "nurses?", "doctor": "doctors?|physicians?|medics",
    "general practitioner": "(?-i:GP)s?|general practitioners?|family (?:doctors?|physicians?)",
    "clinician": "clinicians?", "surgeon": "surgeons?", "psychiatrist": "psychiatrists?",
    "psychologist": "psychologists?", "physiotherapist": "physiotherapists?|physical therapists?",
    "occupational therapist": "occupational therapists?", "pharmacist": "pharmacists?", "dentist": "dentists?",
    "dietitian": "dieti[ct]ians?", "nutritionist": "nutritionists?", "paramedic": "paramedics?", "doula": "doulas?",
    "traditional birth attendant": r"(?:traditional )?birth attendants?|(?-i:TBA)s?|\bdais?\b",
    "community health worker": "(?-i:CHW)s?|community health ?-?(?:care)? workers?",
    "health worker": "(?-i:HCW)s?|health ?-?care workers?|health workers?", "health professional": "(?-i:HCP)s?",
    "villager": "villagers?", "resident": "residents?", "tenant": "tenants?", "tourist": "tourists?",
    "farmer": "farmers?|smallholders?", "fisher": "fisher(?:s|m[ae]n)", "butcher": "butchers?", "driver": "drivers?",
    "trader": "traders?|vendors?", "journalist": "journalists?", "activist": "activists?", "priest": "priests?",
    "pastor": "pastors?", "imam": "imams?", "chief": r"(?:village |local )?chiefs|village chief|chief(?! \w)",
    "village head": "village heads?|headm[ae]n",
    "councillor": "council(?:l?ors?|men)", "politician": "politicians?", "lawyer": "lawyers?|solicitors?",
    "soldier": "soldiers?", "prisoner": "prisoners?|inmates?", "employer": "employers?", "employee": "employees?",
    "researcher": "researchers?|investigators?", "trialist": "trialists?", "scientist": "scientists?",
    "academic": "academics?", "policymaker": "policy[- ]?makers?", "stakeholder": "stakeholders?",
    "entrepreneur": "entrepreneurs?", "volunteer": "volunteers?", "migrant": "(?:im|e)?migrants?",
    "refugee": "refugees?|asylum[- ]seekers?", "smoker": "smokers?", "donor": "donors?", "coach": "coaches|coach",
    "housewife": "housewi(?:fe|ves)|homemakers?", "returnee": "returnees?", "recipient": "recipients?",
}  # fmt: skip
_TAKE_A_WORD = (
    "worker|attendant|supporter|educator|mentor|mentee|leader|provider|officer|assistant|professional|practitioner|"
    "specialist|counsellor|counselor|navigator|advocate|helper|healer|listener|companion|visitor|representative|"
    "official|technician|aide|administrator|buddy|facilitator|trainer|trainee|coordinator|co-ordinator|manager|"
    r"supervisor|student|pupil|teacher|therapist|director|owner|expert|consultant|"
    r"principal(?! (?:(?-i:[A-Z])|findings?|themes?|investigators?|authors?|reasons?|concerns?|sources?|components?))|"
    "champion|head"
)
_NEED_A_WORD = "member|user|agent|people|person|assistant|representative|owner|head|informant"
_OWN_WORD = r"peers|peer(?=\W*(?:[,;:)\d]|$))|staff|personnel"
_MODIFIERS = (
    "peer|support|community|health|healthcare|health-care|care|lay|village|social|outreach|sex|youth|project|"
    "factory|farm|mental|public|primary|traditional|religious|faith|political|opinion|school|extension|agricultural|"
    "government|police|probation|prison|nutrition|home|hospital|nursing|midwifery|medical|clinical|recovery|service|"
    "key|field|research|programme|program|case|pregnancy|breastfeeding|breast-feeding|HIV|diabetes|cancer|addiction|"
    "drug|treatment|link|liaison|education|child|childcare|welfare|development|NGO|CBO|auxiliary|allied|business|"
    "shop|land|domestic|day|palliative|hospice|spiritual|maternity|TB|dialysis|laboratory|lab|pharmacy|emergency|"
    "ambulance|tourism|hotel|sales|line|ward|unit|policy|family|group|team|staff|household|committee|church|union|"
    "site|ethnic|PhD|university|respite"
)
_OF_WHAT = (
    "health(?:-related)?|care|marriages?|protection|mortality|welfare|survival|abuse|deaths?|labou?r|experiences?|"
    "development|training|education|help|identity|roles?|knowledge|status|background|boundaries|relationships?|advice|"
    "surger(?:y|ies)|practices?|consultations?|appointments?|visits?|interviews?|"
    "records?|files?|safety|population|hospitals?|wards?|bodies|body|satisfaction|outcomes?|involvement|participation"
)
"""What makes of a person before it a word that describes: "patient safety", "professional experience"."""
_PEER = r"(?:peer|student|mentor|foster|bereaved)[ -]"

_ABROAD: dict[str, dict[str, str]] = {
    "pt": {
        "woman": "mulher(?:es)?", "man": "homens?|homem", "girl": "meninas?", "boy": "meninos?",
        "young person": "jove(?:m|ns)|adolescentes?", "older person": "idos[oa]s?|pessoas? idosas?",
        "pregnant woman": "gestantes?|grávidas?", "mother": "mães?|puérperas?", "father": "pai", "parent": "pais",
        "grandmother": "avós?", "husband": "maridos?|esposos?", "wife": "esposas?", "child": "crianças?",
        "relative": "familiar(?:es)?", "carer": "cuidador(?:es|as?)?", "patient": "pacientes?",
        "service user": "usuári[oa]s?", "midwife": "parteiras?", "nurse": "enfermeir[oa]s?", "doctor": "médic[oa]s?",
        "nursing technician": "técnic[oa]s? de enfermagem", "psychologist": "psicólog[oa]s?",
        "physiotherapist": "fisioterapeutas?", "nutritionist": "nutricionistas?", "dentist": "dentistas?",
        "social worker": "assistentes? socia(?:l|is)",
        "community health worker": "agentes? comunitári[oa]s?(?: de saúde)?",
        "health professional": "profissiona(?:l|is) d[ea] saúde", "health worker": "trabalhador(?:es|as?)? d[ae] saúde",
        "professional": "profissiona(?:l|is)", "worker": "trabalhador(?:es|as?)?",
        "manager": "gestor(?:es|as?)?|gerentes?",
        "coordinator": "coordenador(?:es|as?)?", "leader": "líder(?:es)?", "volunteer": "voluntári[oa]s?",
        "teacher": "professor(?:es|as?)?|docentes?", "student": "estudantes?|alun[oa]s?|acadêmic[oa]s?",
        "resident": "morador(?:es|as?)?", "farmer": "agricultor(?:es|as?)?", "migrant": "migrantes?",
        "tourist": "turistas?",
    },
    "es": {
        "woman": "mujer(?:es)?", "man": "hombres?", "girl": "niñas?", "boy": "niños?", "child": "niñ[oa]s",
        "young person": "jóven(?:es)?|joven|adolescentes?", "older person": "ancian[oa]s?|adult[oa]s? mayor(?:es)?",
        "pregnant woman": "embarazadas?|gestantes?", "mother": "madres?|mamás?", "father": "padre|papá",
        "parent": "padres", "grandmother": "abuelas?", "husband": "maridos?|esposos?", "wife": "esposas?",
        "relative": "familiar(?:es)?", "carer": "cuidador(?:es|as?)?", "patient": "pacientes?",
        "service user": "usuari[oa]s?", "midwife": "parteras?|matronas?", "nurse": "enfermer[oa]s?",
        "doctor": "médic[oa]s?|doctor(?:es|as?)?", "psychologist": "psicólog[oa]s?",
        "physiotherapist": "fisioterapeutas?",
        "nutritionist": "nutricionistas?", "social worker": "trabajador(?:es|as?)? socia(?:l|les)",
        "community health worker": "(?:agentes?|promotor(?:es|as?)?) (?:comunitari[oa]s?|de salud)",
        "health professional": "profesional(?:es)? (?:de la salud|de salud|sanitari[oa]s?)|sanitari[oa]s",
        "health worker": "trabajador(?:es|as?)? (?:de la salud|de salud|sanitari[oa]s?)",
        "professional": "profesional(?:es)?",
        "worker": "trabajador(?:es|as?)?", "manager": "gestor(?:es|as?)?|directiv[oa]s?",
        "coordinator": "coordinador(?:es|as?)?",
        "leader": "líder(?:es|esas?)?", "volunteer": "voluntari[oa]s?",
        "teacher": "profesor(?:es|as?)?|docentes?|maestr[oa]s?",
        "student": "estudiantes?|alumn[oa]s?", "resident": "vecin[oa]s?|residentes?",
        "farmer": "agricultor(?:es|as?)?|campesin[oa]s?",
        "migrant": "migrantes?|inmigrantes?", "tourist": "turistas?",
    },
    "fr": {
        "woman": "femmes?", "man": "hommes?", "girl": "filles?", "boy": "garçons?", "child": "enfants?",
        "young person": "jeunes?|adolescente?s?", "older person": "personnes? âgées?|aînée?s?",
        "pregnant woman": "femmes? enceintes?", "mother": "mères?|mamans?", "father": "pères?", "parent": "parents?",
        "grandmother": "grand-?s?[- ]?mères?", "husband": "maris?|époux", "wife": "épouses?", "relative": "proches?",
        "carer": "aidante?s?|proches? aidante?s?", "patient": "patiente?s?", "service user": "usag(?:er|ère)s?",
        "midwife": "sages?-femmes?|maïeuticiens?", "nurse": "infirmi(?:er|ère)s?", "doctor": "médecins?",
        "nursing assistant": "aides?-soignante?s?", "general practitioner": "médecins? généralistes?",
        "psychologist": "psychologues?", "physiotherapist": "kinésithérapeutes?|physiothérapeutes?",
        "social worker": "assistante?s? socia(?:le?s?|ux)|travailleu(?:r|se)s? socia(?:le?s?|ux)",
        "health professional": "professionnel(?:le)?s? de (?:la )?santé|soignante?s?",
        "professional": "professionnel(?:le)?s?",
        "peer worker": "pairs?[- ]aidante?s?|médiat(?:eur|rice)s? pairs?", "volunteer": "bénévoles?|volontaires?",
        "teacher": "enseignante?s?|professeure?s?", "student": "étudiante?s?|élèves?",
        "manager": "gestionnaires?|cadres?",
        "coordinator": "coordinat(?:eur|rice)s?", "resident": "habitante?s?|résidente?s?",
        "farmer": "agricult(?:eur|rice)s?",
        "migrant": "migrante?s?|immigrée?s?", "employee": "salariée?s?",
    },
    "de": {
        "woman": "Frau(?:en)?", "man": "Mann|Männer", "girl": "Mädchen", "boy": "Jungen?", "child": "Kind(?:er)?",
        "young person": "Jugendliche[rn]?",
        "older person": "(?:ältere|alte)[rn]? (?:Menschen|Personen)|Senior(?:in|innen|en)",
        "pregnant woman": "Schwangere[rn]?", "mother": "Mutter|Mütter", "father": "Vater|Väter",
        "parent": "Elternteil|Eltern",
        "grandmother": "Großmutter|Großmütter|Oma", "husband": "Ehemann|Ehemänner", "wife": "Ehefrau(?:en)?",
        "relative": "Angehörige[rn]?", "carer": "pflegende[rn]? Angehörige[rn]?", "patient": "Patient(?:in|innen|en)?",
        "client": "Klient(?:in|innen|en)?", "service user": "Nutzer(?:in|innen)?",
        "midwife": "Hebammen?|Entbindungspfleger",

        "nurse": "Krankenschwestern?|(?:Kranken)?[Pp]fleger(?:in|innen)?|Pflege(?:fach)?(?:kraft|kräfte|person(?:en)?)|"
        "Pflegende[rn]?",
        "doctor": "Arzt|Ärzte|Ärztin(?:nen)?", "general practitioner": "Hausarzt|Hausärzt(?:e|in|innen)",
        "psychologist": "Psycholog(?:e|in|innen|en)", "physiotherapist": "Physiotherapeut(?:in|innen|en)?",
        "therapist": "Therapeut(?:in|innen|en)?",
        "social worker": "Sozialarbeiter(?:in|innen)?|Sozialpädagog(?:e|in|innen|en)",
        "peer worker": "Genesungsbegleiter(?:in|innen)?|Peer-?(?:Berater|Begleiter)(?:in|innen)?",
        "volunteer": "Ehrenamtliche[rn]?|Freiwillige[rn]?",
        "teacher": "Lehrer(?:in|innen)?|Lehrkr(?:aft|äfte)|Dozent(?:in|innen|en)?",
        "student": "Student(?:in|innen|en)?|Studierende[rn]?|Schüler(?:in|innen)?",
        "manager": "Leiter(?:in|innen)?|Führungskr(?:aft|äfte)",
        "resident": "Bewohner(?:in|innen)?", "farmer": "Landwirt(?:e|in|innen)?|Bauern?|Bäuerin(?:nen)?",
        "employee": "Mitarbeiter(?:in|innen)?|Mitarbeitende[rn]?",
        "migrant": "Migrant(?:in|innen|en)?", "refugee": "Geflüchtete[rn]?|Flüchtlinge?",
    },
}  # fmt: skip
GENERAL = frozenset(_GENERAL)
"""Groups of age and gender: true of people of many roles, so that they contradict none of them."""
_KIND_OF = {
    "woman": {"mother", "grandmother", "wife", "daughter", "sister", "mother-in-law", "daughter-in-law", "widow"},
    "man": {"father", "grandfather", "husband", "son", "brother", "father-in-law"},
    "parent": {"mother", "father"},
    "grandparent": {"grandmother", "grandfather"},
    "spouse": {"husband", "wife"},
}


@dataclass(frozen=True, slots=True)
class People:
    """People named in a text: `group` is empty for those who are only said to have taken part."""

    group: str
    start: int
    end: int

    @property
    def general(self) -> bool:
        """Whether only age or gender is said of them."""
        return self.group in GENERAL


def people_in(text: str, language: str = "en") -> tuple[People, ...]:
    """Everybody whom a text names, in order; `language` is the text's (ISO 639-1), English where it is unknown."""
    pattern, names = _vocabulary(language if language in _ABROAD else "en")
    return tuple(People(_name(found, names), *found.span("who")) for found in pattern.finditer(text))


def group_named(words: str) -> str:
    """The group that a reviewer's words name ("Peer support workers"), in any of the languages; else the words."""
    for language in ("en", *_ABROAD):
        for found in people_in(words, language):
            if found.group and not words[: found.start].strip() and not words[found.end :].strip():
                return found.group
    return _singular(" ".join(words.lower().split()))


def counts_as(group: str, wanted: str) -> bool:
    """Whether a group is one of those meant by a wider name: a peer support worker is a peer worker, and a peer."""
    return set(wanted.split()) <= set(group.split()) or group in _KIND_OF.get(wanted, ())


@cache
def _vocabulary(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern over a language's words for people, and the groups by the names of its alternatives."""
    forms = _ABROAD.get(language, {**_KIN_AND_ROLES, **_GENERAL})
    names = {f"g{i}": group for i, group in enumerate(sorted(forms))}
    longest = sorted(names, key=lambda key: -max(len(part) for part in forms[names[key]].split("|")))
    known = "|".join(f"(?P<{key}>{forms[names[key]]})" for key in longest)
    if language in _ABROAD:
        whole = rf"(?P<who>{known}|(?P<unnamed>{UNNAMED}))"
    else:
        needy = _NEED_A_WORD.replace("people|person", "pe(?:ople|rson)")
        composed = (
            rf"(?P<composed>(?:(?:{_MODIFIERS})[ -]){{1,4}}"
            rf"(?:(?:{_TAKE_A_WORD}|{needy})s?|{_OWN_WORD}|volunteers?|carers?)|"
            rf"(?:{_TAKE_A_WORD})s?|{_OWN_WORD})"
        )
        kin = rf"(?P<before>{_PEER})?(?:{known})"
        as_such = "informants?|respondents?|interviewees?|participants?"
        whole = rf"(?P<who>{composed}(?![\w-])|{kin}|(?P<unnamed>{UNNAMED}))(?: (?:{as_such}))?"
    return re.compile(rf"(?<![\w’'-]){whole}(?![\w-])(?! (?:{_OF_WHAT})\b)", re.IGNORECASE), names


def _name(found: re.Match[str], names: dict[str, str]) -> str:
    groups = found.groupdict()
    if groups["unnamed"]:
        return ""
    if composed := groups.get("composed"):
        return _composed(composed)
    own = next(group for key, group in names.items() if groups[key])
    before = (groups.get("before") or "").lower().replace("-", " ")
    return before + own


def _composed(words: str) -> str:
    """The name of a group put together from words: "Community Health-care Workers" is "community health worker"."""
    name = " ".join(w if w.isupper() else w.lower() for w in words.split())
    name = re.sub(r"\bhealth[- ]?care\b", "health", name).replace("peer-", "peer ").replace("counselor", "counsellor")
    name = (
        name.replace("co-ordinator", "coordinator")
        .replace("program ", "programme ")
        .replace("breast-feeding", "breastfeeding")
    )
    return _singular(name)


def _singular(name: str) -> str:
    irregular = {
        "women": "woman",
        "men": "man",
        "people": "person",
        "children": "child",
        "wives": "wife",
        "midwives": "midwife",
    }
    *before, last = name.split(" ")
    last = irregular.get(last, last)
    if last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return " ".join((*before, last))
