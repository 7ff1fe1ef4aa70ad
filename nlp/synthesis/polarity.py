"""Which way a clause speaks: well or ill of what people lived through, by plain words and their negation."""

from __future__ import annotations

import re

# A star stands for any ending.
_WELL = """
    accepted acceptance accepting achiev* admir* affirm* altruis* appreciat* assured autonom* beneficial benefit
    benefits benefited better belong* bond bonded brave calm capable caring cherish* comfortable comforting
    compassion* competen* confiden* connected connection connections constructive cope coped courag* dignity ease
    eased easier easy effective empath* empower* enabl* encourag* energis* energiz* engaged engagement enhanc*
    enjoy* enrich* enthus* equals esteem excellent excited exciting facilitated fair faith fortunate freed freedom
    freeing friendly friendship* fulfil* gain gained generous gentle glad good grateful gratitude grew growth happ*
    harmon* heal healing heard helpful hope hopeful improv* inclusive independence insight* inspir* integral joy
    joyful kindness liberat* love loved loving meaningful motivat* normalis* openly openness optimis* passion*
    peaceful pleased pleasure positive positively praise* pride privileg* productive protected proud reassur*
    reciprocal reciprocity reconcil* recover* relief relieved resilien* respected respectful reward* safe safer
    safety satisf* secure solidarity sooth* strength strengths strengthen* succeed* success* supported supportive
    thankful thriv* tolerant trust trusted trusting understood valuable valued welcome welcomed welcoming willing
    willingness wonderful worth worthwhile
"""
_ILL = """
    abandon* absence abused afraid alarm* alienat* alone ambiguity ambiguous ambivalen* anger angry anguish annoy*
    anxi* apath* asham* avoided avoiding awkward* bad badly barrier* betray* bitter* blam* bored boredom burden*
    burnout burned chaos chaotic clash* cold complain* condescen* conflict* confus* constrain* contempt costly
    criticis* criticiz* crisis cruel* cynic* danger* daunt* dead demean* demorali* denied despair* detach*
    deteriorat* detract* devalu* devastat* difficult* dilemma* disadvantag* disagree* disappoint* disapprov*
    discomfort* disconnect* discontent* discourag* discriminat* disempower* dishearten* dishonest* disillusion*
    dislik* dismiss* disrespect* dissatisf* distanc* distress* distrust* disturb* doubt* drain* dread* embarrass*
    excluded exclusion excessive exhaust* exploit* failed failing fear feared fearful forced forgotten fraught
    friction frighten* frustrat* grief griev* guilt* hamper* harass* hard harder harm harmed harmful harsh* hassle
    hate hated helpless* hesita* hinder* hindrance* hopeless* hostil* humiliat* hurt ignored ignorance impersonal
    impossib* inadequa* incapab* inconsisten* indifferen* ineffective inequal* inferior* inhibit* injustice insecur*
    insensitiv* insincer* insult* intimidat* intrus* invisib* isolat* jealous* judged judgement judgment judgmental
    judgemental lacked lack lacking limited limitation* lonel* loss losses lost mistrust* misunderst* neglect*
    negative negatively nervous* obstacle* obstruct* outsider* overburden* overload* overwhelm* pain painful panic*
    patronis* patroniz* powerless* prejudic* pressur* problem problems problematic punish* refus* regret* reject*
    reluctan* resent* resist* restrict* ridicul* rigid rude sad sadness scared sceptic* skeptic* shame* shock*
    silenced sorrow* stigma* strain* stress* struggl* suffer* suspicio* tension* tense territorial terrible threat*
    tired tiring tokenis* trapped trauma* trouble* unable unaccept* unappreciat* unaware uncertain* unclear
    uncomfort* undermin* underestimat* undervalu* uneas* unequal unfair* unfamiliar unhapp* unhelp* unheard
    unimportant unmet unpleasant unprepared unrealistic unrecogni* unreliab* unsafe unsatisf* unsupport* unsure
    unvalued unwelcome unwell unwilling* upset upsetting useless vulnerab* weak weary worr* worse worsen* worthless
    wrong
"""
_NEGATION = re.compile(
    r"^(?:not|no|never|nor|neither|none|nobody|nothing|without|cannot|hardly|barely|rarely|seldom|little|less|fewer|"
    r"lacked|lack|lacking|unable|failed|fail|insufficient|inadequate|reduced|reduce|reducing|removed|remove|overcame|"
    r"overcome|combat|combating|alleviate|alleviated|alleviating|prevented|prevent|prevents|avoided|avoiding|eased|"
    r"\w+n['’]t)$"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_WINDOW = 4
"""Words over which a negation reaches."""
_BREAK = frozenset(["but", "while", "whereas", "and", "because", "although", "however", "yet"])


def _table(listed: str) -> tuple[frozenset[str], tuple[str, ...]]:
    words = listed.split()
    return frozenset(w for w in words if w[-1] != "*"), tuple(w[:-1] for w in words if w[-1] == "*")


_WELL_WORDS, _WELL_STEMS = _table(_WELL)
_ILL_WORDS, _ILL_STEMS = _table(_ILL)


def polarity(text: str) -> float:
    """From -1 (speaks ill) to 1 (speaks well), 0 where no word tells or both sides weigh the same.

    Each telling word counts once; a negation up to four words before it turns it round. Words of both lists in equal
    number cancel: such a clause takes no side. Divided by one more than the words that tell, so that one word alone
    says less than three that agree.
    """
    total, telling, reach = 0, 0, 0
    for raw in _WORD.findall(text):
        word = raw.casefold().replace("’", "'")
        if word in _BREAK:
            reach = 0
        value = _value(word)
        negates = _NEGATION.match(word) is not None
        if value:
            total += -value if reach and not (negates and value < 0) else value
            telling += 1
        reach = _WINDOW if negates else max(reach - 1, 0)
    return total / (telling + 1) if telling else 0.0


def negated(text: str) -> bool:
    """Whether a text denies something."""
    return any(_NEGATION.match(w.casefold().replace("’", "'")) for w in _WORD.findall(text))


def _value(word: str) -> int:
    if word in _ILL_WORDS or word.startswith(_ILL_STEMS):
        return -1
    if word in _WELL_WORDS or word.startswith(_WELL_STEMS):
        return 1
    return 0
