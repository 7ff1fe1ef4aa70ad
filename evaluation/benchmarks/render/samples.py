"""Two short invented papers in Portuguese and Spanish, since open ones with marked quotations are few."""

from __future__ import annotations

PORTUGUESE = """<article xml:lang="pt"><front><journal-meta><journal-title-group>
<journal-title>Revista de Cuidado e Comunidade</journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="doi">10.0000/pt.1</article-id><title-group><article-title>O tempo da espera: experiências de
agentes comunitárias com famílias em luto</article-title></title-group><contrib-group><contrib><name>
<surname>Moura</surname><given-names>Helena</given-names></name></contrib><contrib><name><surname>Prado</surname>
<given-names>Iara</given-names></name></contrib></contrib-group><aff>Escola de Enfermagem, Belo Horizonte,
Brasil</aff>
<pub-date><year>2021</year></pub-date><volume>8</volume><abstract><sec><title>Objetivo</title><p>Compreender como
agentes comunitárias acompanham famílias em luto.</p></sec><sec><title>Resultados</title><p>Três temas descrevem a
espera, a presença e o cansaço.</p></sec></abstract><kwd-group><kwd>luto</kwd><kwd>atenção
primária</kwd></kwd-group></article-meta> </front><body> <sec><title>Introdução</title><p>A morte de um parente muda
a rotina da casa e também o trabalho de quem a visita. As agentes comunitárias conhecem as famílias há anos e são
muitas vezes as primeiras a chegar. Pouco se sabe, porém, sobre o que elas sentem e sobre o que fazem quando não há
nada a fazer.</p><p>Este estudo parte das visitas cotidianas e pergunta como o acompanhamento se sustenta ao longo
dos meses, quando as outras pessoas já se afastaram.</p></sec> <sec><title>Métodos</title><p>Realizamos entrevistas
abertas com quatorze agentes de duas unidades básicas. Cada conversa durou cerca de uma hora, foi gravada e
transcrita. A análise temática seguiu leituras repetidas, com discussão em grupo até que as interpretações se
estabilizassem.</p></sec> <sec><title>Resultados</title><p>A análise resultou em três temas, apresentados a seguir
com trechos das entrevistas.</p> <sec><title>Esperar junto sem apressar</title><p>As agentes contaram que a primeira
tarefa é não apressar a família. A espera foi descrita como um trabalho que ninguém vê.</p><disp-quote><p>Eu sento
na cozinha e fico. Às vezes ninguém fala nada, passa o café, e quando eu levanto a mãe me agradece como se eu
tivesse feito muita coisa.</p><attrib>Agente 3, doze anos de trabalho</attrib></disp-quote><p>Para algumas, esse
silêncio precisou ser aprendido. No começo queriam oferecer conselhos e saíam da casa com a sensação de ter falado
demais.</p></sec> <sec><title>Entre a vizinha e a profissional</title><p>Morar no mesmo bairro aproxima e pesa. As
participantes disseram que são procuradas no mercado, na igreja e no ponto de ônibus.</p><disp-quote><p>No domingo
eu não sou agente, mas como é que eu vou dizer isso para uma mulher que perdeu o filho na
quinta-feira?</p><attrib>Agente 9, cinco anos de trabalho </attrib></disp-quote><disp-quote><p>Tem hora que eu
atravesso a rua para não encontrar, e depois fico com vergonha.</p> <attrib>Agente 11, dois anos de
trabalho</attrib></disp-quote><p>A fronteira entre os dois papéis foi negociada dia a dia, com pequenas regras que
cada uma inventou para si.</p></sec> <sec><title>O cansaço que não tem nome</title><p>O desgaste apareceu como dor
nas costas, insônia ou irritação com os próprios filhos. Só duas agentes falaram em luto ao se referir a si mesmas,
e ambas pediram desculpas por isso.</p> <disp-quote><p>A gente também perde, só que ninguém conta.</p><attrib>Agente
6, nove anos de trabalho</attrib></disp-quote> </sec></sec>
<sec><title>Discussão</title><p>Os achados sugerem que a presença prolongada é uma forma de cuidado pouco
reconhecida pelos serviços. Reconhecer esse trabalho exige tempo protegido e espaços de conversa para quem
acompanha.</p></sec> <sec><title>Considerações finais</title><p>Acompanhar o luto é esperar junto. As equipes
precisam cuidar de quem espera. </p></sec></body><back><ack><title>Agradecimentos</title><p>Agradecemos às
participantes.</p></ack><ref-list> <ref id="r1"><mixed-citation>Moura H. Visitas e silêncios. Cadernos de Campo.
2015;3:11-19.</mixed-citation></ref> <ref id="r2"><mixed-citation>Prado I. O bairro como lugar de trabalho. Saúde e
Rua. 2018;2:40-52.</mixed-citation></ref> </ref-list></back></article>"""

SPANISH = """<article xml:lang="es"><front><journal-meta><journal-title-group>
<journal-title>Cuadernos de Salud y Barrio</journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="doi">10.0000/es.1</article-id><title-group><article-title>Volver a confiar: relatos de
personas que acompañan a sus pares en salud mental</article-title></title-group><contrib-group><contrib><name>
<surname>Llorente</surname><given-names>Marta</given-names></name></contrib><contrib><name><surname>Quiroga</surname>
<given-names>Esteban</given-names></name></contrib></contrib-group><aff>Facultad de Enfermería, Córdoba,
Argentina</aff> <pub-date><year>2022</year></pub-date><volume>5</volume><abstract><p>Se describen las experiencias
de personas que acompañan a sus pares en dos centros de día. Tres temas muestran cómo se construye la
confianza.</p></abstract><kwd-group> <kwd>apoyo entre pares</kwd><kwd>salud
mental</kwd></kwd-group></article-meta></front><body> <sec><title>Introducción</title><p>El apoyo entre pares se ha
extendido en los servicios de salud mental, pero se conoce poco el trabajo cotidiano de quienes lo brindan. Su tarea
se apoya en haber pasado por lo mismo y en saber contarlo a tiempo.</p><p>El propósito de este estudio fue
comprender cómo las personas que acompañan describen los comienzos de la relación y qué la pone en riesgo.</p></sec>
<sec><title>Metodología</title><p>Se hicieron doce entrevistas en profundidad entre marzo y julio. El material se leyó
línea por línea y se agrupó en temas que fueron conversados con las personas participantes.</p></sec>
<sec><title>Hallazgos</title><p>Presentamos tres temas, que no son etapas: a menudo aparecen juntos en un mismo
relato.</p> <sec><title>Contar lo propio a su debido momento</title><p>Las personas entrevistadas señalaron que su
historia es una herramienta, y que como toda herramienta puede lastimar.</p><disp-quote><p>No entro diciendo que
estuve internado. Espero. Cuando el otro pregunta, ahí sí, y se le cambia la cara.</p><attrib>Acompañante 2, varón,
41 años</attrib></disp-quote> <p>Elegir el momento fue descrito como un saber del oficio que nadie enseña y que se
aprende equivocándose.</p></sec> <sec><title>Estar de igual a igual, pero con llaves</title><p>Tener las llaves del
centro marca una diferencia que no se puede disimular. Varias participantes relataron la incomodidad de abrir y
cerrar puertas.</p><disp-quote><p>Me dicen compañera, y después me piden permiso para salir. Esas dos cosas no van
juntas.</p><attrib>Acompañante 7, mujer, 35 años </attrib></disp-quote><disp-quote><p>El día que dejé las llaves en
la mesa todos nos reímos, pero yo dormí mejor.</p> <attrib>Acompañante 10, mujer, 52 años</attrib></disp-quote></sec>
<sec><title>Sostenerse para sostener</title><p>El cansancio fue un tema constante. Quienes contaban con un grupo
propio hablaban de él como de una casa a la que se vuelve; quienes no lo tenían pensaban en dejar la
tarea.</p></sec></sec> <sec><title>Discusión</title><p>La confianza aparece como un trabajo que se hace entre dos y
que la institución puede facilitar o impedir. Nuestros hallazgos invitan a revisar las reglas pequeñas, como la de
las llaves.</p></sec> <sec><title>Conclusiones</title><p>Acompañar entre pares requiere tiempo, grupo y reglas
discutidas por todos.</p></sec> </body><back><ref-list><ref id="r1"><mixed-citation>Llorente M. Las llaves del
centro. Revista del Patio. 2016;1:5-14. </mixed-citation></ref><ref id="r2"><mixed-citation>Quiroga E. Pares y
oficios. Umbral. 2019;4:77-90.</mixed-citation></ref> </ref-list></back></article>"""

SAMPLES = {"pt-luto": PORTUGUESE.encode(), "es-pares": SPANISH.encode()}
