"""Sentences of the made-up records, by language and topic: ``<a|b>`` chooses, ``{slot}`` is filled.

Slots: person, leader (the thread's first person), officer, asset (code name), ship, post, otherpost, site, body,
goods, sum, count, days, time, day (a date), month, ref (a cited record). The words filled into person, leader,
officer, asset, post, sum and body are what reviewers withhold.
"""
# ruff: noqa: E501  (a sentence stays on one line, so that it can be read)

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A thread of events.

    Attributes:
        key: short name, used in the truth files.
        post: index into ``world.POSTS``.
        starts: first day of the thread, ISO 8601.
        titles: subject lines by language.
        sentences: what may be said, by language.
    """

    key: str
    post: int
    starts: str
    titles: dict[str, tuple[str, ...]]
    sentences: dict[str, tuple[str, ...]]


STRIKE = Topic(
    "harbour-strike",
    0,
    "1973-02-12",
    {
        "en": (
            "Harbour strike at Puerto Sol",
            "Stevedores and the wage dispute",
            "Lockout at the grain quay",
        ),
        "es": ("Huelga portuaria en Puerto Sol", "Conflicto de los estibadores"),
        "pt": ("Greve dos estivadores em Puerto Sol",),
    },
    {
        "en": (
            "The harbour strike entered its {nth} day with no <cranes working|vessels loading> at the grain quay.",
            "{leader} told {count} stevedores at {site} that the <strike|stoppage> would go on until {body} signed "
            "the <wage|rest-day> clause.",
            "{asset} <reported|stated|learned> that {body} intended to bring in {count} labourers from "
            "{otherpost} on {day}.",
            "Losses to the shipping lines are now put at {sum}, <a figure|an amount> which {person} called invented.",
            "A <lockout|curfew> was declared on the inner docks at {time} and lifted before dawn.",
            "{person} <offered|carried> {sum} to the strike committee, which refused it by {count} votes.",
            "The Stevedores' Federation split over whether to let the mail boat unload, and {leader} lost the vote.",
            "According to {asset}, the pickets at {site} were fed by the parish and not, as the press has it, "
            "from abroad.",
            "{officer} observed the funeral procession of the crane driver on {day} and counted {count} mourners.",
            "Grain ships waiting in the roads have risen to {count}, the most since the harbour was dredged.",
            "The arbitration court met on {day} and adjourned when {person} failed to appear.",
            "{body} has <asked|pressed> the tug owners to move {count} barges without union pilots.",
            "A second mail boat, the {ship}, turned back at the bar rather than meet the pickets.",
            "The shipping agents have <begun|threatened> to send their cargoes by way of {otherpost}, {count} tons in {month} alone.",
            "{leader} slept for {days} nights in the crane cabin so that nobody could start the motor.",
            "Bread at the quay shops rose to twice its price, and {body} blames the hoarders.",
            "A leaflet found at {site} calls {person} a <blackleg|turncoat> and gives his street.",
            "The dockers' wives closed the ferry stairs on {day} with a rope and {count} buckets of fish.",
        ),
        "es": (
            "La huelga portuaria cumple {days} días y ninguna grúa trabaja en el muelle de granos.",
            "{leader} dijo a {count} estibadores reunidos en {site} que el paro seguirá hasta que {body} firme "
            "la cláusula <salarial|de descanso>.",
            "{asset} <informó|supo> que {body} piensa traer {count} peones desde {otherpost} el {day}.",
            "Las pérdidas de las navieras se calculan en {sum}, cifra que {person} calificó de inventada.",
            "La Federación se dividió sobre la descarga del buque correo y {leader} perdió la votación.",
            "El tribunal arbitral se reunió el {day} y suspendió la sesión porque {person} no compareció.",
        ),
        "pt": (
            "A greve do porto já dura {days} dias e nenhuma grua trabalha no cais dos cereais.",
            "{leader} disse a {count} estivadores em {site} que a paralisação continuará até que {body} assine "
            "a cláusula salarial.",
            "{asset} informou que {body} pretende trazer {count} trabalhadores de {otherpost} em {day}.",
        ),
    },
)

SURVEY = Topic(
    "survey-ship",
    4,
    "1974-01-20",
    {
        "en": (
            "Soundings by the survey ship",
            "Hydrographic charts of the Calder Sea",
            "Survey ship movements",
        ),
        "es": ("Sondeos del buque de reconocimiento", "Cartas hidrográficas del mar de Calder"),
        "pt": ("Sondagens do navio de pesquisa",),
    },
    {
        "en": (
            "The survey ship {ship} anchored off {site} on {day} and streamed her sounding gear for {days} hours.",
            "{asset} copied {count} <depth tables|soundings> from the chart room and passed them to {officer} at "
            "{site}.",
            "The Hydrographic Institute denies that the {ship} worked inside the closed area east of the shoal.",
            "Master {leader} complained that a patrol launch fouled the towed cable and asked {sum} in damages.",
            "A new trench of some {count} fathoms was <found|traced> along the approach to {otherpost}.",
            "{person}, the hydrographer, keeps the true chart at home and a false one aboard.",
            "Two frames of the bottom profile were <spoiled|fogged>, so the slope near the breakwater stays unknown.",
            "{officer} paid {sum} for a tracing of the tidal stream atlas, which is worth rather less.",
            "The {ship} took on {goods} and {count} tons of fuel and gave her next port as {otherpost}.",
            "The echo sounder failed on {day} and was repaired by a technician whom {asset} believes to be {person}.",
            "The chart correction of {month} moves the wreck buoy half a mile, which no mariner has explained.",
            "The scientific party numbers {count}, of whom {asset} says only four have ever measured a depth.",
            "The log of the {ship} shows {days} days at anchor that the harbour master never charged for.",
            "A diver hired at {site} found the marker chain cut, and says that {person} paid for the cutting.",
            "The new chart has {count} corrections, all of them on the side that faces {otherpost}.",
            "{asset} photographed the drum of the recording paper before {leader} locked it in the strong room.",
            "A magnetometer in a crate marked as {goods} was landed at {time} and taken to {site}.",
            "The second mate was put ashore at {otherpost} on {day} with a fever that the surgeon did not enter.",
        ),
        "es": (
            "El buque {ship} fondeó frente a {site} el {day} y sondeó durante {days} horas.",
            "{asset} copió {count} tablas de profundidad y las entregó a {officer} en {site}.",
            "El Instituto Hidrográfico niega que el {ship} haya trabajado dentro de la zona vedada.",
            "El capitán {leader} reclamó {sum} por los daños al cable remolcado.",
            "El {ship} embarcó víveres y declaró {otherpost} como próximo puerto.",
        ),
        "pt": (
            "O navio {ship} fundeou diante de {site} em {day} e fez sondagens durante {days} horas.",
            "{asset} copiou {count} tabelas de profundidade e entregou-as a {officer} em {site}.",
            "O comandante {leader} pediu {sum} pelos danos no cabo rebocado.",
        ),
    },
)

CUSTOMS = Topic(
    "missing-customs-officer",
    1,
    "1972-09-04",
    {
        "en": (
            "The missing customs officer",
            "Disappearance of a customs inspector",
            "Search at the lazaretto",
        ),
        "es": ("El inspector de aduanas desaparecido", "Búsqueda en el antiguo lazareto"),
        "pt": ("O fiscal da alfândega desaparecido",),
    },
    {
        "en": (
            "Customs inspector {leader} was last seen <leaving|near> {site} at {time} on {day}.",
            "His widow, as she now calls herself, gave {officer} a ledger listing {count} <shipments|consignments> "
            "of {goods}.",
            "{body} maintains that {leader} crossed the frontier of his own will, and has closed the file.",
            "{asset} <said|reported> that the inspector was held for {days} days in a cellar beneath the old lazaretto.",
            "The duty book for {month} lacks the pages on which {leader} wrote the seizure of the {ship}.",
            "{person} admitted to having driven the grey van but would not name the passenger.",
            "A body recovered near the breakwater on {day} was not that of the inspector; the teeth do not agree.",
            "The family was offered {sum} to sign a declaration of absence and declined.",
            "{officer} interviewed {count} guards, each of whom described a different coat.",
            "The missing customs officer had written to {body} about {goods} landed without papers.",
            "{asset} places {person} at {site} on the night of the disappearance.",
            "No <request|inquiry> about the inspector should be made through {body}, which would burn the source.",
            "The bonded store at {site} was emptied in one night by {count} porters who do not recall it.",
            "{leader} had asked for a transfer to {otherpost} and packed {days} boxes of papers.",
            "A tobacco seller near {site} keeps the inspector's umbrella and will not part with it.",
            "{person} signed the seizure book in {month} with a hand that is not his own.",
            "The reward posted by the family now stands at {sum}, and {body} has torn down the bills.",
            "Two coastguards were moved to {otherpost} on {day}, the morning after they spoke to {officer}.",
        ),
        "es": (
            "El inspector de aduanas {leader} fue visto por última vez cerca de {site} el {day}.",
            "Su esposa entregó a {officer} un libro con {count} partidas de mercadería sin papeles.",
            "{body} sostiene que {leader} cruzó la frontera por su voluntad y ha cerrado el expediente.",
            "{asset} informó que el inspector estuvo detenido {days} días en un sótano del antiguo lazareto.",
            "{person} admitió haber conducido la furgoneta gris, pero no quiso nombrar al pasajero.",
            "La familia rechazó {sum} a cambio de firmar la declaración de ausencia.",
        ),
        "pt": (
            "O fiscal da alfândega {leader} foi visto pela última vez perto de {site} em {day}.",
            "{body} afirma que {leader} atravessou a fronteira por vontade própria.",
            "{asset} informou que o fiscal esteve detido {days} dias numa cave do antigo lazareto.",
        ),
    },
)

RADIO = Topic(
    "radio-station",
    2,
    "1971-05-17",
    {
        "en": (
            "Radio Farol and its transmitter",
            "Clandestine broadcasts on the short wave",
            "Station closure",
        ),
        "es": ("La emisora Radio Faro y su transmisor", "Emisiones clandestinas en onda corta"),
        "pt": ("A emissora Rádio Farol e o seu emissor",),
    },
    {
        "en": (
            "The clandestine radio station was heard again on {day} at {time}, with a stronger signal than before.",
            "{leader} reads the evening bulletin in person and is <paid|given> {sum} a month by {body}.",
            "Direction finding puts the transmitter within {count} yards of {site}.",
            "{asset} <supplied|delivered> {goods} for the transmitter and asked that the account be kept from {person}.",
            "The Broadcasting Inspectorate raided an empty garage on {day}, the {nth} such raid this year.",
            "The announcer's accent is of {otherpost}, which rules out {person}.",
            "Jamming began at {time} and lasted for {days} nights without touching the upper frequency.",
            "The station played the dockers' hymn before each item on the strike, a habit that {officer} finds useful.",
            "{asset} believes that the scripts are typed at {site} on a machine with a broken letter.",
            "Listeners in {otherpost} wrote {count} letters in {month}, most of them asking for dance music.",
            "The mast was lowered on {day} before the storm and has not been raised since.",
            "{officer} proposes to buy the recorded discs for {sum} and to let the lease lapse.",
            "A spare crystal bought in {otherpost} fixes the carrier within {count} cycles of the old one.",
            "The programme of {day} closed with a poem by {person}, who has not written since {month}.",
            "{leader} was seen at {site} buying dry batteries, {count} of them, for what he called a doorbell.",
            "The licence fee of {sum} was paid by a fishmonger whose shop has no roof.",
            "The landlord at {site} hears footsteps overhead at {time} and asks no questions.",
            "A lorry of the Inspectorate circled {site} for {days} nights with its aerial folded.",
        ),
        "es": (
            "La emisora clandestina volvió a oírse el {day} con una señal más fuerte.",
            "{leader} lee el boletín de la noche y recibe {sum} al mes de {body}.",
            "La radiogoniometría sitúa el transmisor cerca de {site}.",
            "{asset} entregó repuestos para el transmisor y pidió que no lo supiera {person}.",
            "La interferencia duró {days} noches sin afectar la frecuencia alta.",
        ),
        "pt": (
            "A emissora clandestina voltou a ser ouvida em {day} com um sinal mais forte.",
            "{leader} lê o boletim da noite e recebe {sum} por mês de {body}.",
            "A radiogoniometria situa o emissor perto de {site}.",
        ),
    },
)

FISHERY = Topic(
    "fishery-talks",
    3,
    "1975-03-03",
    {
        "en": (
            "Fishery limits: the Vila Serena talks",
            "Trawler licences",
            "Draft treaty on the herring bank",
        ),
        "es": ("Límites de pesca: conversaciones de Vila Serena", "Licencias de arrastre"),
        "pt": ("Limites de pesca: conversações de Vila Serena", "Licenças de arrasto"),
    },
    {
        "en": (
            "The fishery talks <resumed|opened> at {site} on {day} with {leader} in the chair.",
            "The delegation offered {count} trawler licences against a limit of thirty miles on the herring bank.",
            "{asset} obtained the fallback position, which is to accept {sum} for the first season.",
            "{person} <walked out|withdrew> when the map with the new baseline was unrolled.",
            "A trawler under the flag of {otherpost} was boarded on {day} and released after {days} hours.",
            "{officer} advises that the herring will have gone before the treaty is ratified.",
            "The draft treaty leaves the question of the outer shoal to {body}, which suits both sides.",
            "Nets to the value of {sum} were cut by the {ship}, whose log for that night is missing.",
            "{leader} told {officer} over dinner that the minister wishes to be seen losing the argument.",
            "The catch for {month} fell to {count} tons, the lowest since records were kept.",
            "The interpreter, {person}, left out every second clause and was thanked by both sides.",
            "A census of boats taken in {month} counts {count} hulls, of which a third are painted on paper.",
            "The canners of {otherpost} will pay {sum} for the right to land herring after dark.",
            "{asset} saw the sealed protocol on the table at {site}; it bears two dates.",
            "The patrol boat's gun was found to be a drainpipe, to the amusement of {count} fishermen.",
            "Ice for the trawlers comes from {otherpost} aboard the {ship} and melts on the way.",
        ),
        "es": (
            "Las conversaciones de pesca se reanudaron en {site} el {day}, presididas por {leader}.",
            "La delegación ofreció {count} licencias de arrastre a cambio de un límite de treinta millas.",
            "{asset} obtuvo la posición de reserva, que consiste en aceptar {sum} por la primera temporada.",
            "{person} se retiró cuando se desplegó el mapa con la nueva línea de base.",
        ),
        "pt": (
            "As conversações de pesca recomeçaram em {site} em {day}, presididas por {leader}.",
            "A delegação ofereceu {count} licenças de arrasto em troca de um limite de trinta milhas.",
            "{asset} obteve a posição de reserva, que consiste em aceitar {sum} pela primeira época.",
            "{person} retirou-se quando se abriu o mapa com a nova linha de base.",
            "As redes cortadas pelo {ship} valiam {sum}, e falta o diário de bordo dessa noite.",
        ),
    },
)

FIRE = Topic(
    "archive-fire",
    6,
    "1976-10-08",
    {
        "en": ("Fire at the lighthouse archive", "Loss of the pilotage records", "Insurance inquiry"),
        "es": ("Incendio en el archivo de faros", "Pérdida de los registros de practicaje"),
        "pt": ("Incêndio no arquivo dos faróis",),
    },
    {
        "en": (
            "The fire at the lighthouse archive broke out at {time} on {day} and burned for {days} hours.",
            "Keeper {leader} <saved|carried out> {count} registers before the stair fell.",
            "{asset} <stated|reported> that the pilotage records for {month} had been taken away the week before.",
            "The insurers value the loss at {sum} and have sent {person} to count the ashes.",
            "{body} found a paraffin tin in the lamp room and has told nobody.",
            "{officer} photographed {count} scorched pages, of which eleven can be read.",
            "The night watchman, {person}, <left for|sailed to> {otherpost} aboard the {ship} on {day}.",
            "The inquiry sat for {days} days and blamed the wiring, which was new.",
            "A copy of the lost index is said to be kept at {site} by {leader}.",
            "{asset} asks whether the archive fire and the missing ledger are one affair.",
            "The pump at {site} was dry, and its key was in the pocket of {person}.",
            "A bookbinder in {otherpost} was offered {count} sheets with burnt edges for {sum}.",
            "The lamp itself was saved, though it has not been lit for {days} nights.",
            "{leader} remembers the shelf marks by heart and recited {count} of them to {officer}.",
            "The fire bell rang at {time}, a good hour after the smoke was seen from the {ship}.",
            "The plan of the vault, drawn in {month}, shows a door that nobody has found.",
        ),
        "es": (
            "El incendio del archivo de faros comenzó el {day} y duró {days} horas.",
            "El guardián {leader} salvó {count} registros antes de que cayera la escalera.",
            "{asset} informó que los registros de practicaje habían sido retirados la semana anterior.",
            "Los aseguradores calculan la pérdida en {sum} y enviaron a {person}.",
        ),
        "pt": (
            "O incêndio no arquivo dos faróis começou em {day} e durou {days} horas.",
            "O faroleiro {leader} salvou {count} registos antes de a escada cair.",
            "As seguradoras calculam a perda em {sum} e enviaram {person}.",
        ),
    },
)

TOPICS = (STRIKE, SURVEY, CUSTOMS, RADIO, FISHERY, FIRE)

COMMON = {
    "en": (
        "This agrees with {ref}, <which should be read beside it|except as to the date>.",
        "{ref} gave the number as {count}; {asset} now says that it was fewer.",
        "As stated in {ref}, {person} is not to be approached without the consent of {officer}.",
        "Source {asset} has been <reliable|fairly reliable|truthful but late> in {count} earlier reports.",
        "{officer} will meet {asset} again on {day} at {site}, and will ask about {goods}.",
        "Station {post} has no <trace|record> of {person}.",
        "Comment: {body} is better informed than it admits, and its denials should be read with care.",
        "{person} holds a passport of {otherpost} and has used at least two other names.",
        "The weather kept all boats in harbour until {day}.",
        "Liaison with {body} is to continue at the present level; <no|little> harm can come of it.",
        "Please confirm that {sum} may be charged to the account of {asset}.",
        "The local press gave the matter {count} lines, below the price of onions.",
        "Nothing in the files at {otherpost} bears on the question.",
        "{officer} doubts the whole story, and says so in {ref}.",
        "Field comment: {person} drinks, talks and remembers, in that order.",
        "A further report will follow when the mail from {otherpost} has come in.",
    ),
    "es": (
        "Esto concuerda con {ref}, salvo en la fecha.",
        "La fuente {asset} ha sido <fiable|bastante fiable> en {count} informes anteriores.",
        "{officer} volverá a ver a {asset} el {day} en {site}.",
        "No hay antecedentes de {person} en los archivos de {otherpost}.",
        "Comentario: {body} sabe más de lo que admite.",
        "La prensa local dedicó al asunto {count} líneas.",
        "Se ruega confirmar que {sum} pueden cargarse a la cuenta de {asset}.",
        "El mal tiempo retuvo los barcos en el puerto hasta el {day}.",
    ),
    "pt": (
        "Isto concorda com {ref}, salvo na data.",
        "A fonte {asset} tem sido <fiável|bastante fiável> em {count} relatórios anteriores.",
        "{officer} voltará a ver {asset} em {day} em {site}.",
        "Não há antecedentes de {person} nos arquivos de {otherpost}.",
        "Comentário: {body} sabe mais do que admite.",
        "A imprensa local dedicou ao assunto {count} linhas.",
    ),
}

TAILS = {
    "en": (
        ", as the tide tables of {month} bear out",
        ", by the account of {person}",
        ", which {body} will deny",
        ", or so it is told at {site}",
        "; {officer} has seen the papers",
        ", though {asset} was not present",
        " (compare {ref})",
        ", a matter of {sum} at most",
        "; the <second|third> source says {count}",
        ", to the surprise of {person}",
        ", and {leader} <knows|denies> it",
        ", at about {time}",
        "; nobody at {otherpost} was told",
        ", for the {nth} time since {month}",
    ),
    "es": (
        ", según el relato de {person}",
        ", lo que {body} ha de negar",
        "; {officer} ha visto los papeles",
        ", aunque {asset} no estaba presente",
        " (véase {ref})",
        ", por unas {sum} a lo sumo",
        ", para sorpresa de {person}",
        "; nada se dijo en {otherpost}",
    ),
    "pt": (
        ", segundo o relato de {person}",
        ", o que {body} há de negar",
        "; {officer} viu os papéis",
        ", embora {asset} não estivesse presente",
        " (ver {ref})",
        ", para surpresa de {person}",
        "; nada se disse em {otherpost}",
    ),
}
"""What may be added to a sentence before its full stop, so that the same event is seldom told in the same words."""

LEADS = {
    "en": (
        "In the words of {person}, ",
        "As {asset} tells it, ",
        "To judge by {ref}, ",
        "{officer} adds that ",
        "It is said at {site} that ",
        "Contrary to {ref}, ",
        "Travellers from {otherpost} have it that ",
        "On the evidence of {count} letters, ",
        "If {body} can be believed, ",
        "Since {month}, so {person} claims, ",
    ),
    "es": (
        "Según {person}, ",
        "A juzgar por {ref}, ",
        "{officer} añade que ",
        "Se dice en {site} que ",
        "Viajeros de {otherpost} cuentan que ",
        "Si se cree a {asset}, ",
    ),
    "pt": (
        "Segundo {person}, ",
        "A julgar por {ref}, ",
        "{officer} acrescenta que ",
        "Diz-se em {site} que ",
        "Viajantes de {otherpost} contam que ",
        "A crer em {asset}, ",
    ),
}
"""What may stand before a sentence that begins with one of ``OPENERS``, for the same reason."""

OPENERS = frozenset(
    (
        "The",
        "A",
        "An",
        "His",
        "Two",
        "Losses",
        "No",
        "Nothing",
        "La",
        "El",
        "Los",
        "Las",
        "Su",
        "Se",
        "O",
        "As",
        "Os",
    )
)
"""First words that lose their capital after a lead."""
