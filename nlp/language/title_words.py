"""The words of section headings: what they name whole, beyond doubt, or merely suggest, in five languages.

Folded (lower case, no accents, "&" as "and"), as `headings.fold` gives them. Line breaks are layout.
"""

from __future__ import annotations

from thirdorder.nlp.document import Role

# Each line: a role, and the whole headings that name it, folded (lower case, no accents, "&" as "and").
WORDS: dict[Role, str] = {
    "abstract": """
        abstract|summary|executive summary|structured abstract|resumo|resumen|resume|sumario|zusammenfassung|
        kurzfassung|abstrakt|abstract summary|lay summary|plain language summary|synopsis|plain english summary|
        highlights|graphical abstract""",
    "introduction": """
        introductions?|backgrounds?|background and (?:aims?|objectives?|purpose|rationale|significance)|
        introduction and (?:background|aims?|objectives?|literature review)|literature reviews?|
        review of (?:the )?literature|literature|rationale|
        (?:study )?(?:aims?|objectives?|purpose)(?: of (?:the|this) (?:study|paper|review|article|research))?|
        aims? and objectives?|objectives? and aims?|(?:statement of the )?(?:research )?problem(?: statement)?|
        research questions?|research objectives?|theoretical (?:framework|background|perspectives?|foundations?)|
        conceptual (?:framework|background)|theory|context|hypothes[ie]s|the present study|the current study|
        introducao|introduccion|antecedentes|referencial teorico|marco teorico|marco conceptual|
        fundamentacao teorica|revisao (?:da|de) literatura|revision (?:de la )?(?:literatura|bibliografica)|
        quadro teorico|enquadramento teorico|objetivos?|justificativa|justificacion|contexto|contextualizacao|
        introduction et contexte|contexte|cadre (?:theorique|conceptuel)|revue de (?:la )?litterature|objectifs?|
        problematique|einleitung|einfuhrung|hintergrund|theoretischer (?:hintergrund|rahmen)|stand der forschung|
        fragestellung|zielsetzung|ziele?""",
    "methods": """
        methods?|methodology|methodologies|materials? and methods?|methods? and materials?|
        (?:subjects|patients|participants|sample|setting|data|design) and methods?|
        methods? and (?:design|analysis|data|participants|setting)|methodology and methods?|
        methods?/(?:study )?design|(?:study )?designs?(?: and (?:methods?|methodology|setting|participants))?|
        research (?:methods?|methodology|designs?|methods? and designs?|design and methods?|procedures?|approach)|
        study methods?|methodological (?:approach|procedures?|framework|considerations)|methodological design|
        experimental(?: (?:section|procedures?|methods?|design|details|part))?|experiments|
        computational (?:details|methods?)|the study|present study|
        study (?:area|setting|population|participants|context|protocol)|patients|subjects|
        (?:data )?(?:analysis|analyses)|
        analysis of (?:the )?data|data collection(?: and analysis)?|data sources?|sampling|participants|
        setting|procedures?|statistical analys[ie]s|search strategy|study selection|metodos?|metodologia|
        material(?:es)? y metodos?|material e metodos?|materiais e metodos?|casuistica e metodos?|
        procedimientos metodologicos|procedimentos metodologicos|metodologia de (?:la )?(?:investigacion|pesquisa)|
        percurso metodologico|trajetoria metodologica|caminho metodologico|diseno metodologico|
        aspectos metodologicos|sujetos y metodos?|pacientes y metodos?|pacientes e metodos?|abordagem metodologica|
        methodes?|methodologie|materiels? et methodes?|patients et methodes?|participants et methodes?|
        demarche methodologique|cadre methodologique|approche methodologique|population et methodes?|methoden?|
        methodik|methodisches vorgehen|material und methoden?|methodologie und methoden?|patienten und methoden?|
        studiendesign|forschungsdesign|methode und material|daten und methoden?""",
    "findings": """
        (?:(?:main|key|study|research|overall|our|the|principal|primary|major) )?(?:results?|findings)|
        (?:qualitative|quantitative|empirical|survey|interview|focus group|thematic|preliminary|review|evaluation|
        process evaluation|case study|field|pilot|study|research|overall|integrated|synthesis) (?:results?|
        findings)|results? and (?:findings|analys[ie]s|interpretation|themes|data analysis)|
        findings and (?:results?|analys[ie]s|themes|interpretation)|(?:results|findings) of (?:the |this )?(?:study|
        research|review|synthesis|analysis|interviews|survey|qualitative analysis|thematic analysis|meta-?synthesis|
        evaluation)|(?:presentation|description|summary|overview|report|analysis) of (?:the )?(?:study |research |
        main |key )?(?:results|findings)|presentation of (?:the )?data|
        (?:emergent|emerging|identified|main|major|key|core|overarching|study|resulting)? ?themes|themes identified|
        what (?:we|the (?:data|interviews)|participants|people) (?:found|heard|learn(?:ed|t)|said|say|told us|tell us|
        show)|(?:(?:the|their|our|participants['’]?|lived|personal|patients['’]?) )?experiences and (?:reflections|
        perceptions|perspectives|views|meanings)|(?:the )?voices of .{3,40}|voices from .{3,40}|
        themes and sub-?themes|data presentation|analysis and (?:results|findings)|analysis of (?:the )?interviews|
        results section|empirical analysis|resultados?|resultados principales|principales resultados|
        principais resultados|hallazgos|achados|resultados y hallazgos|analisis de (?:los )?resultados|
        analise dos resultados|apresentacao dos (?:resultados|dados)|
        presentacion de (?:los )?(?:resultados|hallazgos)|resultados da pesquisa|resultados de la investigacion|
        resultados obtidos|resultados obtenidos|descricao dos resultados|resultados e analises?|
        analises? e resultados|resultados y analisis|resultats?|principaux resultats|presentation des resultats|
        resultats et analyses?|analyse des resultats|ergebnisse?|resultate|befunde?|forschungsergebnisse|
        darstellung der ergebnisse|empirische (?:ergebnisse|befunde)|
        ergebnisse der (?:studie|untersuchung|interviews)""",
    "findings_discussion": """
        (?:(?:main|key|study|research|our|the) )?(?:results?|findings|themes|analys[ie]s) (?:and|with|
        /) ?(?:general |our |the |)discussions?|(?:results?|findings)/discussions?|
        discussions? (?:and|of|/) ?(?:the )?(?:(?:main|key|study|research|survey|major) )?(?:results?|findings)|
        (?:presentation|analysis|interpretation)(?:,? (?:analysis|interpretation))? and (?:discussion|
        interpretation) of (?:the )?(?:study |research )?(?:results|findings|data)|
        results?,? discussions?,? and (?:conclusions?|implications|recommendations)|
        findings?,? (?:analysis|interpretation),? and discussions?|data analysis and discussion|
        empirical findings and discussion|resultados e discuss(?:ao|oes)|resultados y discusi(?:on|ones)|
        discuss(?:ao|oes) (?:dos|e) (?:dados|resultados)|discusion (?:de los|y) (?:datos|resultados)|
        analise e discussao(?: dos (?:dados|resultados))?|
        analisis y discusion(?: de (?:los )?(?:datos|resultados|hallazgos))?|hallazgos y discusion|
        achados e discussao|apresentacao e (?:discussao|analise) dos (?:resultados|dados)|
        presentacion y (?:discusion|analisis) de (?:los )?(?:resultados|hallazgos|datos)|resultats? et discussions?|
        presentation et discussion des resultats|analyse et discussion|ergebnisse und diskussion|
        ergebnisse/diskussion|resultate und diskussion|darstellung und diskussion der ergebnisse|
        diskussion der ergebnisse""",
    "discussion": """
        (?:general |overall |summary |brief |critical |further |final )?discussions?|discussion and (?:limitations?|
        implications|(?:future )?recommendations?|policy implications|implications for practice|
        future (?:directions|research|work)|perspectives?)|
        strengths? and (?:limitations?|weaknesses)(?: of (?:the|this) study)?|
        limitations?(?: and strengths?)?(?: of (?:the|this|our) (?:study|review|research))?|
        study (?:strengths? and )?limitations?|strengths?,? limitations?.{0,40}|
        methodological (?:limitations?|considerations and limitations?)|limitations? and (?:future (?:research|
        directions|work|studies)|recommendations?|strengths?|suggestions?.{0,30}|implications?.{0,30})|
        implications?(?: (?:for|of|to) .{1,60})?|
        (?:practical|policy|clinical|practice|research|theoretical|managerial) (?:and .{1,30} )?implications|
        (?:directions? for )?(?:future|further) (?:research|directions|studies|work)(?: directions)?|
        comparison with (?:existing|other|previous|prior) (?:literature|studies|work|research)|
        relevance to clinical practice|discussao|discussoes|discusion|discusiones|limitacoes(?: do estudo)?|
        limitaciones(?: del estudio)?|implicacoes.{0,50}|implicaciones.{0,50}|discussion generale|
        limites?(?: de l.etude)?|diskussion|limitationen|limitierungen|
        starken und (?:schwachen|limitationen).{0,30}|schlussdiskussion""",
    "conclusion": """
        (?:summary and |general |overall |final )?conclusions?|conclusions? and .{1,80}|conclusions?/.{1,40}|
        (?:concluding|final|closing) (?:remarks|comments|thoughts|considerations|reflections)|
        conclusion:? .{0,20}recommendations?|recommendations?(?: and conclusions?)?|
        summary and (?:recommendations?|implications|outlook|future .{1,30})|discussions? and conclusions?|
        discussions?/conclusions?|discussion,? conclusions?.{0,40}|outlook|future prospects|consideracoes finais|
        conclusao|conclusoes|conclusion(?:es)?(?: y .{1,40})?|consideraciones finales|reflexiones finales|
        discusion y conclusion(?:es)?|discussao e (?:conclusao|conclusoes|consideracoes finais)|recomendaciones|
        recomendacoes|conclusions? et .{1,40}|discussion et conclusions?|schlussfolgerung(?:en)?|fazit|
        fazit und ausblick|schluss|schlussbetrachtung|zusammenfassung und ausblick|
        diskussion und (?:fazit|schlussfolgerung(?:en)?|ausblick)|ausblick""",
    "references": """
        references?|reference list|list of references|references (?:and|/) ?(?:notes|bibliography)|bibliography|
        bibliographic references|(?:end)?notes (?:and|/) ?references|bibliography and (?:notes|references)|
        references (?:cited|used|consulted)|(?:sources|works|literature) (?:cited|consulted)|cited (?:references|works)|
        (?:literatura|obras|bibliografia|fuentes) (?:citadas?|consultadas?)|literatura|
        (?:literatur|quellen)(?:- und |/| und )(?:literatur|quellen)(?:verzeichnis)?|liste des references|
        ouvrages cites|notes et references|notas (?:e|y) referencias|literature cited|
        works cited|cited literature|literature references|further reading|
        referencias?(?: bibliograficas?)?|bibliografia|referencias citadas|references bibliographiques|
        bibliographie|literatur|literaturverzeichnis|quellen|quellenverzeichnis|literaturangaben""",
    "back": """
        acknowledge?ments?.{0,40}|abbreviations?(?: used)?|list of abbreviations|nomenclature|glossary|appendix|
        appendices|appendix .{1,80}|competing interests?|
        (?:declaration of |potential )?(?:competing|conflicts?(?: of)?) interests?(?: statement)?|
        conflicts? of interests?.{0,30}|disclosures?(?: statement)?|declarations?(?: of (?:competing )?interests?)?|
        financial (?:disclosure|support).{0,30}|funding(?: (?:information|sources?|statement))?|
        sources? of (?:funding|support)|role of the funding source|authors?['’]?s?['’]? contributions?|
        contributors?|colaboradores|contributorship(?: statement)?|author contributions?|credit author.{0,60}|
        authors?['’]?s?['’]? (?:information|details|affiliations|note|contact.{0,20}|biograph(?:y|ies))|
        about the authors?|corresponding author|affiliations?|endnotes?|notes?|footnotes?|pre-?publication history|
        additional (?:files?|information)|supporting information.{0,40}|
        supplement(?:ary|al)(?: (?:materials?|information|data|files?|content|tables?|figures?).{0,30})?|
        electronic supplementary material|multimedia appendi(?:x|ces).{0,20}|
        availability of (?:data|supporting data).{0,40}|data (?:availability|sharing|access).{0,40}|
        ethics? (?:approval|statement|declarations?).{0,50}|ethical approval.{0,50}|
        institutional review board statement|informed consent statement|
        consent(?: (?:for|to) (?:publication|participate))?|patient consent.{0,30}|
        (?:trial|study|systematic review) registration.{0,20}|trial status|provenance and peer review|open access|
        publisher['’]?s? note|disclaimer|copyright.{0,40}|licen[cs]e|orcid(?: ids?)?|how to cite.{0,30}|
        cite this article.{0,30}|citation|key ?words?|article (?:history|information|info)|peer review(?: .{1,30})?|
        reviewer(?:s|s['’])?(?: comments)?|transparency.{0,30}|associated data|guarantor|web extra.{0,30}|
        received.{0,60}|edited by|reviewed by|correspondence.{0,60}|sample availability|agradecimentos?|
        agradecimientos?|financiamento|financiacion|conflitos? de interesses?|conflictos? de intereses?|
        apendices?(?: .{1,80})?|
        anexos?(?: .{1,80})?|contribui(?:cao|coes) d.{1,30}|
        contribucion(?:es)? de .{1,30}|palavras-chave|palabras clave|
        disponibilidad de .{1,20}|disponibilidade de .{1,20}|remerciements|annexes?(?: .{1,80})?|conflits? d.interets?|
        financements?|declaration d.{1,30}|mots-cles|contributions? des auteurs|danksagung|anhang(?: .{1,80})?|
        interessenkonflikte?|forderung|finanzierung|schlusselworter|schlagworter|abkurzungen|autorenbeitrage""",
    "front": """
        authors?|contents|table of contents|editorial|original (?:research|article|paper)|
        research (?:article|paper)|article""",
}
STEMS: dict[Role, str] = {
    "findings": r"""
        (?:(?:zentrale|wichtigste|wesentliche|empirische|qualitative|quantitative|eigene) )?
        (?:forschungs|studien|untersuchungs|haupt|teil|interview|umfrage)?
        (?:ergebnis(?:se|teil|bericht|darstellung|prasentation|uberblick)?|befunde?|resultate?)
        (?: (?:der|des|aus|zu|zum|zur|von|im|in) .{1,60})?|
        (?:darstellung|prasentation|beschreibung) (?:und \w+ )?(?:der|von|zentraler) (?:\w+ )?
        (?:ergebnisse|befunde|resultate|interviews)|
        (?:(?:principais|principales|primeiros|primeros) )?(?:resultados|achados|hallazgos)
        (?: (?:da|do|das|dos|de|del|obtidos|obtenidos|encontrados|principais|principales|e analise|y analisis)
        (?: .{1,60})?)?|
        (?:apresentacao|presentacion|descricao|descripcion|exposicao|exposicion|relato|sintese|sintesis)
        (?: (?:e|y) (?:analise|analisis))? (?:d[aeo]s?|de l[ao]s) (?:\w+ )?(?:resultados|achados|hallazgos|dados|datos)|
        (?:as |las )?(?:categorias|temas|ejes|eixos|nucleos) (?:tematic[ao]s|empiric[ao]s|emergentes|encontrad[ao]s)|
        (?:(?:principaux|premiers) )?resultats(?: (?:de|des|du|d.|obtenus|principaux|qualitatifs)(?: .{1,60})?)?|
        (?:presentation|description|expose|synthese)(?: et analyse)? des (?:\w+ )?(?:resultats|donnees|entretiens)""",
    "findings_discussion": r"""
        (?:.{0,40}\b)?(?:ergebnisse|befunde|resultate)(?:,| und|/) ?(?:\w+ )?diskussion|
        (?:.{0,40}\b)?(?:resultados|achados|hallazgos)(?: (?:e|y)|,|/) ?(?:(?:a|la|sua|su) )?discus\w+(?: .{1,40})?|
        (?:.{0,40}\b)?resultats(?: et|,|/) ?(?:leur )?(?:discussion|interpretation)s?(?: .{1,40})?|
        (?:darstellung|prasentation) und (?:diskussion|interpretation) der (?:ergebnisse|befunde|resultate)""",
    "methods": r"""
        methodisch\w* .{1,40}|methodi?k?e?n? (?:und|der) .{1,40}|(?:forschungs|untersuchungs|studien)
        (?:design|methodik|methoden?|ansatz|zugang|prozess|teilnehmer\w*)|
        daten(?:erhebung|auswertung|analyse|sammlung)(?: und .{1,30})?|auswertung(?: der (?:daten|interviews))?|
        stichproben?\w*|(?:empirisches )?vorgehen|durchfuhrung der (?:studie|untersuchung)|
        (?:percurso|trajeto|trajetoria|caminho|delineamento|desenho|procedimentos?|aspectos|abordagem|estrategias?|
        recorrido|camino|diseno|enfoque|procedimientos?|abordaje|consideraciones|consideracoes|notas|nota)
        (?: teoricos?-?)? ?metodologic\w+|
        (?:materia\w+|sujetos|sujeitos|participantes|poblacion|populacao|pacientes|casuistica|desenho|diseno|tipo)
        (?:,| e| y)? .{0,20}metodos?|metodolog\w+ (?:da|do|de|del|e|y) .{1,40}|
        (?:tipo|desenho|delineamento|diseno) (?:da|do|de|del) (?:la )?(?:pesquisa|estudo|estudio|investigacion)|
        (?:coleta|producao|recoleccion|recogida|analise|analisis)(?: (?:e|y) analis[ei]s?)?
        (?: (?:d[aeo]s?|de l[ao]s))? (?:dados|datos|informacion)|
        (?:demarche|approche|cadre|choix|dispositif|considerations)s?
        (?: (?:methodologiques?|de (?:la )?recherche|d.enquete))|
        methodolog\w+(?: (?:de|des|du|et) .{1,40})?|methodes?(?: (?:de|des|d.|et) .{1,40})|
        terrain et methodes?|(?:recueil|collecte|analyse)(?: et analyse)? des donnees""",
    "discussion": r"""
        (?!.*(?:conclu|fazit|schluss|ausblick|consideraco?i?))(?:
        (?:abschliessende |kritische |zusammenfassende )?diskussion(?: (?:der|des|und|von) .{1,60})?|
        (?:ergebnis|methoden|gesamt)diskussion|interpretation der ergebnisse|
        discuss(?:ao|oes)(?: (?:d[aeo]s?|e|geral) ?.{0,60})?|discusion(?:es)?(?: (?:de|del|y|general) ?.{0,60})?|
        discussion (?:des|de la|du|et) .{1,60}|interpretation des resultats)""",
    "conclusion": r"""
        (?:consideracoes|consideraciones|reflexoes|reflexiones|comentarios|palabras|palavras|notas|apontamentos)
        (?: (?:\w+ )?)?(?:finais|finales|de cierre|conclusivas)|a (?:modo|titulo) de (?:conclus(?:ion|ao)|cierre)|
        conclus(?:ion(?:es)?|ao|oes) .{1,60}|en guise de conclusion|
        (?:fazit|schlussfolgerung(?:en)?|schlussbetrachtung(?:en)?|schlussbemerkung(?:en)?)(?: .{1,60})?""",
    "introduction": r"""
        (?:theoretisch|konzeptionell)\w* .{1,40}|problem(?:stellung|aufriss|hintergrund)|
        forschungs(?:stand|fragen?|lucke)|stand der .{1,30}|ausgangslage|ziel(?:e|setzung)?(?: (?:der|und) .{1,40})|
        (?:marco|referencial|quadro|fundamentos?|fundamentacion|fundamentacao|perspectivas?)
        (?: (?:teoric|conceptua|conceitua)\w+)(?: .{1,40})?|estado (?:del|da|de la) (?:arte|cuestion|questao)|
        (?:cadre|fondements|ancrage) (?:theorique|conceptuel)s?""",
}
"""What headings in Portuguese, Spanish, French and German are made of, compounds and what they govern included."""

CORE_TITLES: dict[Role, str] = {
    "introduction": """
        introduction|background|introduction and background|introducao|introduccion|antecedentes|einleitung|hintergrund|
        einfuhrung""",
    "methods": """
        method|methods|methodology|methods and materials|materials and methods|material and methods|
        materials and method|material and method|patients and methods|subjects and methods|participants and methods|
        methods/design|design and methods|experimental section|experimental|research methodology|research methods|
        research design|study design and methods|metodologia|metodo|metodos|materiales y metodos|material y metodos|
        materiais e metodos|material e metodos|procedimentos metodologicos|procedimientos metodologicos|methode|
        methodes|methodologie|methoden|methodik|material und methoden""",
    "findings": """
        results|findings|results and findings|resultados|hallazgos|resultats|ergebnisse""",
    "findings_discussion": """
        results and discussion|findings and discussion|results and discussions|discussion and results|
        discussion and findings|discussion of findings|discussion of results|resultados e discussao|
        resultados y discusion|resultats et discussion|ergebnisse und diskussion""",
    "discussion": """
        discussion|discussions|general discussion|discussao|discusion|diskussion""",
    "conclusion": """
        conclusion|conclusions|concluding remarks|discussion and conclusion|discussion and conclusions|
        conclusion and recommendations|conclusions and recommendations|conclusao|conclusoes|conclusiones|
        consideracoes finais|consideraciones finales|schlussfolgerung|schlussfolgerungen|fazit""",
    "references": """
        literatura citada|notes and references|references cited|
        references|bibliography|literature cited|reference list|referencias|referencias bibliograficas|bibliografia|
        bibliographie|literaturverzeichnis|literatur""",
    "back": """
        acknowledgement|acknowledgements|acknowledgment|acknowledgments|conflict of interest|conflicts of interest|
        conflict of interests|competing interests|declaration of conflicting interests|
        declaration of competing interest|supplementary material|supplementary materials|supporting information|
        supplementary information|author contributions|authors contributions|authors’ contributions|
        authors' contributions|list of abbreviations|additional file|additional files|data availability|
        data availability statement|availability of data and materials|ethics approval and consent to participate|
        consent for publication|pre-publication history|declarations|funding|endnotes|appendix|appendices|
        agradecimentos|agradecimientos|remerciements|danksagung""",
    "abstract": """
        abstract|summary|resumen|resumo|zusammenfassung|structured abstract""",
}

HINT_WORDS: dict[Role, str] = {
    "findings_discussion": r"""
        \b(?:results?|findings|resultados|hallazgos|resultats|ergebnisse)\b.*\b(?:discuss|discus|diskuss)|
        \bdiscuss\w* of (?:the )?(?:results|findings)""",
    "methods": r"""
        \b(?:methods?|methodology|methodological|metodos?|metodologi\w+|methodes?|methodolog\w+|methoden|methodi\w+)\b""",
    "discussion": r"""
        \b(?:discussion|discussao|discusion|diskussion)\b|
        \b(?:findings|results|compar\w+|relation|light|context)\b.*\b
        (?:literature|(?:previous|prior|other|earlier|existing)(?: \w+)?
        (?: (?:studies|research|work|literature|findings)))\b|
        \bestud(?:ios|os) (?:previos|anteriores)\b|\bcomparac(?:ion|ao) con?m?\b""",
    "findings": r"""
        \b(?:results?|findings|resultados|hallazgos|achados|resultats|befunde|(?:\w+)?ergebnis\w*)\b""",
    "conclusion": r"""
        \b(?:conclusions?|concluding|conclusao|conclusiones?|schlussfolgerung(?:en)?|fazit)\b""",
}
