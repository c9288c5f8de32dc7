"""The made-up world: an agency, its posts, people, code names, ships and places, none of them real."""

import random
from dataclasses import dataclass

AGENCY = "Office of Coastal Inquiry"
AGENCY_SHORT = "OCQ"
DEPARTMENT = "Department of Straits and Harbours"
ACT = "COASTAL RECORDS OPENING ACT OF 1996"
FICTION = "FICTION – sample record"


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the agency.

    Attributes:
        name: as printed in mixed case.
        code: the six capitals of telegram numbers.
        digraph: the letters that open the numbers of its dispatches.
        country: the made-up country it stands in.
        language: BCP 47 tag of the country.
    """

    name: str
    code: str
    digraph: str
    country: str
    language: str


POSTS = (
    Post("Puerto Sol", "PUERTO", "PSOA", "Montaverde", "es"),
    Post("Santa Irene", "SANTAI", "SIRA", "Montaverde", "es"),
    Post("Quebrada Azul", "QUEBRA", "QAZA", "Isla Brava", "es"),
    Post("Vila Serena", "VILASE", "VSEA", "Lusara", "pt"),
    Post("Port Alden", "PORTAL", "PALA", "Aldenmark", "en"),
    Post("Skarnholm", "SKARNH", "SKHA", "Nordmere", "en"),
    Post("Tessara", "TESSAR", "TESA", "Tessaran Republic", "en"),
)

GIVEN = {
    "es": "Tomás Ignacio Ramiro Elvira Dolores Hernán Anselmo Beatriz Fermín Lucinda Octavio Rosaura "
    "Baltasar Leonor Evaristo Gaspar Amparo Celestino Mateo Irene",
    "pt": "Joaquim Henrique Lourdes Baltazar Graça Nuno Amélia Tadeu Inês Rui Custódia Vasco",
    "en": "Walter Edwin Harriet Cuthbert Mildred Norman Rupert Agnes Leland Clement Doris Emmett Vernon "
    "Lucille Percy Alden Bertram Irma Wendell Gordon",
}
FAMILY = {
    "es": "Valtierra Irala Montalbo Quiroz Arancedo Belmar Olazarra Santelices Urquieta Cordobés Peñaranda "
    "Larrondo Tejerina Yrarra Zumeta Escandel Robledal Marín Cifuela Nájera",
    "pt": "Salgueiral Figueirinha Vasconcelhos Tavarede Bragansul Queirola Monfortinho Lacerdal Pedrosinho "
    "Alvarim",
    "en": "Hathersby Collinwood Marchbank Tolliver Fennimore Ashgrove Pembury Wexcombe Larkham Stoddart "
    "Brightmoor Quillfeather Dunmarsh Oakhollow Renfield Sallow Thackerly Varden Whitlark Yarrowby",
}
DIGRAPHS = ("BQ", "VN", "ZK", "RY", "HW")
CRYPT_WORDS = (
    "LANTERN HALYARD KESTREL MARROW TINDER PLOVER CASSOCK BRAMBLE SEXTANT GIMLET OSPREY THIMBLE CORACLE "
    "FERRULE SALVER QUARRY TRELLIS WICKET BOLLARD CINDER JASPER NETTLE PARSON RAMPART STIRRUP TALLOW VELLUM"
)
SHIPS = ("Alba Marina", "Northern Plumb", "Doña Elvira", "Estrela Velha", "Cormorant III", "Juno Reach")
SITES = (
    "the Customs House",
    "Pier Nine",
    "the Hotel Miramar Viejo",
    "the Pilots' Hall",
    "the grain elevator",
    "the old lazaretto",
    "Café Babor",
    "the breakwater light",
    "Warehouse 14",
    "the Seamen's Chapel",
)
SITES_ES = (
    "la Casa de Aduanas",
    "el muelle nueve",
    "el Hotel Miramar Viejo",
    "la sede de los prácticos",
    "el silo del puerto",
    "el antiguo lazareto",
    "el Café Babor",
    "el faro del rompeolas",
)
SITES_PT = (
    "a Casa da Alfândega",
    "o cais nove",
    "o Hotel Miramar Velho",
    "a sede dos pilotos",
    "o antigo lazareto",
    "o farol do molhe",
)
BODIES = (
    "the Stevedores' Federation",
    "the Harbour Board",
    "the Coastal Guard",
    "the Ministry of Ports",
    "the Pilots' Guild",
    "the Hydrographic Institute",
    "the Broadcasting Inspectorate",
    "the Public Order Directorate",
)
BODIES_ES = (
    "la Federación de Estibadores",
    "la Junta del Puerto",
    "la Guardia Costera",
    "el Ministerio de Puertos",
    "el Gremio de Prácticos",
    "el Instituto Hidrográfico",
    "la Dirección de Orden Público",
)
BODIES_PT = (
    "a Federação dos Estivadores",
    "a Junta do Porto",
    "a Guarda Costeira",
    "o Ministério dos Portos",
    "o Instituto Hidrográfico",
    "a Direção da Ordem Pública",
)
GOODS = ("sealed crates", "echo sounders", "typewriters", "spare valves", "tinned fish", "survey chains")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in one topic thread.

    Attributes:
        people: names that turn up again and again, most important first.
        officers: the agency's own people.
        cryptonyms: code names of sources and projects.
        ship: the ship of the thread.
        post: where it happens.
    """

    people: tuple[str, ...]
    officers: tuple[str, ...]
    cryptonyms: tuple[str, ...]
    ship: str
    post: Post


def _person(rng: random.Random, language: str) -> str:
    return f"{rng.choice(GIVEN[language].split())} {rng.choice(FAMILY[language].split())}"


def cryptonym(rng: random.Random) -> str:
    """Two letters and a word, some with a number: the habit of real code names, with no real one in it."""
    word = rng.choice(DIGRAPHS) + rng.choice(CRYPT_WORDS.split())
    return f"{word}/{rng.randint(1, 29)}" if rng.random() < 0.6 else word


def cast(rng: random.Random, post: Post) -> Cast:
    """People, code names and a ship for one thread at ``post``."""
    people = tuple(dict.fromkeys(_person(rng, post.language) for _ in range(7)))
    officers = tuple(dict.fromkeys(_person(rng, "en") for _ in range(5)))
    names = tuple(dict.fromkeys(cryptonym(rng) for _ in range(5)))
    return Cast(people, officers, names, rng.choice(SHIPS), post)
