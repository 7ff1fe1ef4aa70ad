"""Theme headings among the sections of the findings, told from structure, samples and methods asides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from thirdorder.nlp.document import FINDINGS_ROLES, Section
from thirdorder.nlp.language.headings import fold, role_of_title

Sort = Literal["theme", "structure", "outside"]

_STRUCTURE = re.compile(
    r"(?:(?:the |our |main |major |key |core |overall |overarching |emerg\w+ |identified |qualitative |"
    r"quantitative |interview |focus group |"
    r"process evaluation |thematic |empirical |study |final |integrated |descriptive |analytical )*"
    r"(?:results?|findings?|themes?|sub-?themes?|categories|analys[ie]s|data|outcomes|overview|summary|evaluation|"
    r"interviews|focus groups?)"
    r"(?: (?:and|of|from|in|on|for) (?:the |our )?(?:\w+ ?){1,4})?)"
    r"|(?:presentation|description|overview|summary|discussion) of (?:the )?(?:main |key |study |emergent |"
    r"\w+ )?(?:themes?|findings|results|data)"
    r"|(?:primary|secondary|other|additional) (?:outcomes?|results|findings)|overarching themes? of responses|"
    r"part \w+|phase \w+|study \w+",
)
_STRUCTURE_WORD = re.compile(r"\b(?:results?|findings?|themes?|sub-?themes?|overview|summary|analys[ie]s|outcomes)\b")
_OUTSIDE = re.compile(
    r"\b(?:(?:socio-?)?demographics?|sociodemographic\w*|response rates?|recruitment rates?|participation rates?|"
    r"study (?:selection|population|sample|"
    r"participants|flow|sites?)|search results|(?:included|characteristics of (?:the )?(?:included |"
    r"selected )?)(?: ?studies)|quality (?:appraisal|assessment)|"
    r"risk of bias|marital status|educational (?:qualifications?|level)|baseline (?:characteristics|data)|"
    r"data (?:collection|analysis|saturation|quality)|"
    r"limitations?|trustworthiness|rigou?r|reflexivity|ethic\w*|statistical\w*|methodolog\w*|inter-?(?:rater|"
    r"coder)|coding|member checking)\b"
)
_SAMPLE = re.compile(
    r"(?:(?:characteristics?|profiles?|description|demographics?|details|background|overview|summary) of (?:the |"
    r"our |study |all )*(?:\w+ ){0,2}?"
    r"(?:sample|participants?|respondents?|interviewees?|informants?|patients?|women|men|mothers|population|"
    r"groups?|trialists?|tb patients|sites?|studies|setting)\b.*"
    r"|(?:the |study |our |sample |general |background |participants?['’]?s? |respondents?['’]? |patients?['’]? |"
    r"interviewees?['’]? |informants?['’]? |women['’]?s? |"
    r"socio-?|demographic |population |\w+ )*(?:characteristics|profiles?|demographics?)"
    r"|(?:the |study |our )*(?:samples?|participants?|respondents?|interviewees|informants|setting|settings|"
    r"sites?|study context|recruitment|population|cohort)"
    r"|caracteristicas d.*(?:participantes|amostra|muestra).*|perfil d.*|caracteristiques d.*participants?|"
    r"stichprobe.*)"
)
# What opens and closes the chapters of a thesis.
_AROUND = re.compile(
    r"(?:chapter|section|interim|concluding|closing) (?:summary|conclusions?|introduction|overview|remarks)|"
    r"(?:summary|conclusions?|introduction|overview) (?:of|to) (?:the |this )?(?:chapter|section)|zwischenfazit|"
    r"(?:sintesis|resumen|conclusion(?:es)?|introduccion) del capitulo|(?:sintese|resumo|conclusao) do capitulo|"
    r"(?:resume|synthese|conclusion) du chapitre|zusammenfassung des kapitels"
)
_PROVIDER = re.compile(
    r"\b(?:provider|institution|system|personal|neighbou?rhood|relationship|job|care|service|programme|program)\w*\b"
)


def sort_of_title(title: str) -> Sort:
    """Whether a heading among the findings names a theme, is mere structure, or holds no findings of this kind.

    "Structure" ("Results", "Qualitative findings", "Main themes") says nothing and is looked through; "outside" are
    samples, methods asides and limitations.
    """
    folded = fold(title)
    if not folded:
        return "structure"
    if (_SAMPLE.fullmatch(folded) and not _PROVIDER.search(folded)) or _AROUND.fullmatch(folded):
        return "outside"
    role = role_of_title(title)
    if role in FINDINGS_ROLES or (
        _STRUCTURE.fullmatch(folded) and _STRUCTURE_WORD.search(folded) and len(folded.split()) < 7
    ):
        return "structure"
    if role in ("methods", "references", "back", "front", "abstract") or (role in ("discussion", "conclusion")):
        return "outside"
    if _OUTSIDE.search(folded) and len(folded.split()) <= 6:
        return "outside"
    return "theme"


def top_sections(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The outermost sections of the findings, in reading order."""
    by_id = {s.id: s for s in sections}
    return tuple(
        s
        for s in sections
        if s.role in FINDINGS_ROLES and (s.parent is None or by_id[s.parent].role not in FINDINGS_ROLES)
    )


def inherited_sorts(sections: Sequence[Section]) -> dict[str, Sort]:
    """The sort of every section of the findings by id; what stands under a sample description is outside as well."""
    sorts: dict[str, Sort] = {}
    for section in sections:
        if section.role not in FINDINGS_ROLES:
            continue
        above = sorts.get(section.parent or "")
        sorts[section.id] = "outside" if above == "outside" else sort_of_title(section.title)
    return sorts
