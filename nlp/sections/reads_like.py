"""Which part of a paper a stretch of text reads like: introduction, methods, findings or discussion.

For sections whose heading does not say it. What the text says of the study is counted (how it was made, who speaks,
what is cited, what follows from it) and weighed by a small model; figures are shares of sentences, so length and
subject do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thirdorder.nlp.document import Document, Spanned
from thirdorder.nlp.language.lexicon import anybody
from thirdorder.nlp.language.sentences import sentences
from thirdorder.nlp.sections.weights import INTERCEPTS, WEIGHTS

Array = NDArray[np.float64]
PARTS = ("introduction", "methods", "findings", "discussion")
"""The parts told apart, in the order of a paper; a conclusion reads like a discussion."""

_CUES: dict[str, str] = {
    "made": r"""
        (?:I|we) (?:\w+ )?(?:interviewed|recorded|observed|recruited|analy[sz]ed|coded|collected|worked|lived|conducted|
        transcribed|compared|used|asked|invited)|interviews? (?:were|was|took|lasted)|
        (?:were|was) (?:then |also |all )?(?:interviewed|recruited|recorded|transcribed|coded|analy[sz]ed|conducted|
        collected|sampled|selected|audio-?recorded|held|approached|invited|obtained|approved|developed|used|performed|
        calculated|measured|randomi[sz]ed|assigned|extracted|translated|carried out|eligible|included|excluded)|
        (?:field ?)?notes were|fieldwork|participant observation|(?:informed|written|verbal|oral) consent|anonymi[sz]ed|
        pseudonyms?|names? (?:\w+ ){0,5}(?:changed|choices?)|transcri(?:pts?|ptions?|bed)|ethic(?:s|al)|
        (?:the|our) (?:sample|data (?:were|was|collection|analysis)|topic guide|interview (?:guide|schedule))|
        recorder|sampling|inclusion criteria|eligib\w+|questionnaires?|software|saturation|
        semi-?structured|thematic analysis|content analysis|grounded theory|review board|
        will be|fueron|foram|entrevistas (?:fueron|foram|semi\w+)|grabad[oa]s?|gravad[oa]s?|transcrit[oa]s?|
        consentimi?ento|pseud[oó]nimos?|amostra|muestra|entretiens (?:ont|semi)|enregistr\w+|consentement|
        échantillon|wurden|transkribiert|Einwilligung|anonymisiert|Stichprobe|Leitfaden""",
    "told": rf"""
        (?:{anybody()}|some|others|many|most|several|few|all|both|they|he|she|those|majority|one)\b[^.;:]{{0,60}}?\b(?:said|stated|explained|reported|described|
        expressed|mentioned|told|felt|thought|believed|perceived|wanted|experienced|viewed|considered|commented|
        recalled|acknowledged|feared|worried|agreed|appreciated|valued|talked|spoke|indicated|noted|complained|
        relat(?:ou|aram)|afirm(?:ou|aram|ó|aron)|disse(?:ram)?|dijo|mencion(?:ou|ó|aron)|explic(?:ou|ó|aron)|
        expliqu\w+|sagten?|berichte\w+)""",
    "literature": r"""
        (?:previous(?:ly)?|prior|earlier|other|recent|past|existing|several|similar) (?:\w+ )?(?:stud(?:y|ies)|research|
        work|literature|reviews?|authors|scholars|researchers)|literature|et al|
        stud(?:y|ies) (?:\w+ )?(?:show(?:s|ed|n)?|
        found|suggest(?:s|ed)?|report(?:s|ed)?)|research (?:has|shows|suggests)|estud(?:io|o)s (?:anteriores|previos)|
        literatura|littérature|études (?:antérieures|précédentes)|Literatur|frühere\w* Studien""",
    "agrees": r"""
        (?:in line|consistent|consonant|congruent|in (?:agreement|accordance|keeping)|compared|in contrast) (?:with|to)|
        (?:similar|contrary) to|confirm(?:s|ed)?|support(?:s|ed)? (?:the|our|this|previous|earlier)|corroborat\w+|
        echo(?:es|ed)?|resonat\w+|(?:also|similarly) (?:found|reported|shown)|in other (?:settings|contexts|countries)|
        this (?:may|might|could) (?:be|reflect|explain)|possible (?:explanation|reason)|coincide\w*|corrobora\w*|
        em consonância|en concordancia|conforme à|stimm\w+ überein""",
    "ours": r"""
        (?:our|these|the present|the current|the study['’]?s?|the) (?:\w+ )?(?:findings|results)(?! section)|
        this (?:\w+ )?(?:study|research|paper|article|analysis) (?:has |have |also |further )?(?:show(?:s|ed|n)|
        found|demonstrate[sd]?|reveal(?:s|ed)|suggest(?:s|ed)?|highlight(?:s|ed)|provide[sd]?|contribute[sd]?|
        indicate[sd]?|identified|adds)|(?:our|this|the present|the current) (?:\w+ )?study|
        los resultados (?:de|muestran)|os resultados (?:d|mostram)|nos résultats|unsere\w* Ergebnisse|
        nuestro estudio|este estud(?:io|o)""",
    "limits": r"""
        limitations?|strengths?|generali[sz]\w+|transferab\w+|future (?:research|studies|work)|further (?:research|
        stud(?:y|ies)|work|investigation)|implications?|recommend\w*|policy|policymakers|practitioners|
        interventions? should|
        should (?:be|also|consider|focus|aim)|needs? to be|could (?:be|help|also)|need for|in conclusion|conclude[sd]?|
        limitaç\w+|limitacion\w+|limites|implicaç\w+|implicacion\w+|recomend\w+|Limitation\w*|Implikation\w*|
        concluye|conclui""",
    "hedges": r"""
        may|might|perhaps|possibl[ey]|likely|suggest(?:s|ed|ing)?|seems?|appears?|could|pode(?:m|ria)?|podría\w*|
        peut(?:-être)?|pourrait|könnte\w*|vielleicht""",
    "aims": r"""
        (?:the )?(?:aim|purpose|objective|goal)s? (?:of|was|is|were)|(?:aims?|aimed|seeks?|sought) to|
        this (?:\w+ )?(?:study|paper|article) (?:aims?|explores?|examines?|investigates?|seeks?|presents?)|
        little is known|(?:is|are|remains?) (?:poorly|not well|under)[- ]?\w+|few studies|gaps?|research questions?|
        objetivos?|pretend\w+|objectif|vis(?:a|e) à|Ziel""",
    "world": r"""
        globally|worldwide|world|countries|national(?:ly)?|prevalence|burden|mortality|million|per cent of|
        WHO|World Health|United Nations|defined as|definition|is an?|are an?|has been|have been|policies|
        increas(?:ed|ing)|growing|one of the|mundial\w*|países|pays|weltweit""",
    "counted": r"""
        \d+(?:[.,]\d+)?\s?%|[pP]\s?[<>=]|CI\b|SD\b|mean|median|n\s?=\s?\d+|\d+\s?/\s?\d+|significant(?:ly)?""",
    "shown": r"(?:Table|Fig(?:ure|\.)?|Box|Tabel[al]e?|Tabla|Figura|Abbildung)\s?\d",
    "theme": r"(?:sub-?)?themes?|categor(?:y|ies)|categorías?|categorias?|thèmes?|Thema|Kategorien?",
    "named": r"(?:P|ID|FGD?|IDI|R|K|E|I)[- ]?\d{1,3}|(?:participant|interview|respondent)e?e? \d+",
}
_PATTERNS = {
    name: re.compile(r"(?<!\w)(?:" + re.sub(r" *\n *", "", cue) + r")(?!\w)", re.IGNORECASE)
    for name, cue in _CUES.items()
}
_CITED = re.compile(
    r"\([^()]{0,120}\b(?:19|20)\d\d[a-z]?\b[^()]{0,60}\)|\[\s*\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\s*\]|"
    r"\b[A-Z][\w’'-]+(?: et al\.?| and [A-Z]\w+| & [A-Z]\w+)?,? \((?:19|20)\d\d|"
    r"(?<=[a-z])[.,]\d{1,3}(?:[,–-]\d{1,3})*(?=\s|$)"
)
_SPEECH = re.compile(
    r"(?:“[^”]{30,}”|«[^»]{30,}»|(?<!\w)‘[^‘“”]{30,}’(?!\w)|„[^“”]{30,}[“”]|\"[^\"]{30,}\")(?!\W*[(\[]?[^()\[\].]{0,40}\b(?:19|20)\d\d)"
)
_FIRST = re.compile(r"(?<!\w)(?:I|my|me|you|your|don['’]t|didn['’]t|can['’]t|eu|minha|meu|yo|mi|je|mon|ich|mein)(?!\w)")
NAMES = (*_CUES, "cited", "speech", "first_person", "quotes", "place", "place_squared")


def figures(document: Document, spans: Sequence[Spanned], body: Spanned) -> Array:
    """What speaks for one part or another in each span, a row each, columns as in `NAMES`; `body` is the running text
    from introduction to conclusion, in which a span has its place."""
    rows = np.zeros((len(spans), len(NAMES)))
    cited = np.array([m.start for m in document.marks if m.kind == "citation"])
    for i, span in enumerate(spans):
        text = document.quote(span)
        found = [text[s.start : s.end] for s in sentences(text)] or [""]
        n = len(found)
        values = [sum(bool(p.search(s)) for s in found) / n for p in _PATTERNS.values()]
        marked = int(np.sum((cited >= span.start) & (cited < span.end)))
        words = max(1, len(text.split()))
        middle = ((span.start + span.end) / 2 - body.start) / max(1, body.end - body.start)
        quoted = sum(
            b.end - b.start
            for b in document.blocks
            if b.kind == "quote" and span.start <= b.start < span.end and b.anchor is None
        )
        rows[i] = [
            *values,
            min(1.0, max(marked, len(_CITED.findall(text))) / n),
            min(1.0, sum(len(m.group()) for m in _SPEECH.finditer(text)) / max(1, len(text))),
            min(0.1, len(_FIRST.findall(text)) / words),
            quoted / max(1, len(text)),
            middle,
            (middle - 0.5) ** 2,
        ]
    return np.sqrt(np.clip(rows, 0.0, None))


def part_scores(document: Document, spans: Sequence[Spanned], body: Spanned) -> Array:
    """Log-probabilities, a row for each span and a column for each of `PARTS`, short spans held nearer to even."""
    found = figures(document, spans, body)
    scores = found @ np.array([WEIGHTS[name] for name in NAMES]) + np.array(INTERCEPTS)
    scores -= scores.max(axis=1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return np.asarray(scores)
