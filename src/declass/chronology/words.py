"""The words of dates in English, Spanish, Portuguese, French and German, as data."""

from typing import Final

MONTHS_BY_LANGUAGE: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "january jan janry jany",
        "february feb febr feby febry",
        "march mar",
        "april apr apl",
        "may",
        "june jun",
        "july jul",
        "august aug augt",
        "september sep sept septr",
        "october oct octr",
        "november nov novr",
        "december dec decr",
    ),
    "es": (
        "enero ene",
        "febrero",
        "marzo",
        "abril abr",
        "mayo",
        "junio",
        "julio",
        "agosto ago",
        "septiembre setiembre set",
        "octubre",
        "noviembre",
        "diciembre dic",
    ),
    "pt": (
        "janeiro",
        "fevereiro fev",
        "março marco",
        "abril",
        "maio mai",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro out",
        "novembro",
        "dezembro dez",
    ),
    "fr": (
        "janvier janv",
        "février fevrier fév",
        "mars",
        "avril avr",
        "mai",
        "juin",
        "juillet juil",
        "août aout",
        "septembre",
        "octobre",
        "novembre",
        "décembre decembre déc",
    ),
    "de": (
        "januar",
        "februar",
        "märz maerz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober okt",
        "november",
        "dezember",
    ),
}

MONTHS: Final[dict[str, int]] = {
    word: number
    for months in MONTHS_BY_LANGUAGE.values()
    for number, words in enumerate(months, 1)
    for word in words.split()
}

_COMMON: Final = "set out ago mai mars marco dez avr juli juni fev dic ene apl"
# Month words that are also common words or names: read only between a day and a year.
NEEDS_FRAME: Final = frozenset(_COMMON.split())

# English verbs and the Spanish sea: read in lower case only between a day and a year.
VERBS: Final = frozenset({"may", "march", "mar"})

# Languages whose month words mark the text as writing day before month.
DAY_FIRST_LANGUAGES: Final = frozenset({"es", "pt", "fr", "de", "it"})

WEEKDAYS: Final[dict[str, int]] = {
    word: number
    for number, words in enumerate(
        (
            "monday mon lunes lundi montag segunda-feira",
            "tuesday tues tue martes mardi dienstag terça-feira",
            "wednesday wed weds miércoles miercoles mercredi mittwoch quarta-feira",
            "thursday thurs thur thu jueves jeudi donnerstag quinta-feira",
            "friday fri viernes vendredi freitag sexta-feira",
            "saturday sat sábado sabado samedi samstag",
            "sunday sun domingo dimanche sonntag",
        )
    )
    for word in words.split()
}
WEEKDAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

SEASONS: Final[dict[str, int]] = {
    "spring": 21,
    "primavera": 21,
    "summer": 22,
    "verano": 22,
    "verão": 22,
    "fall": 23,
    "autumn": 23,
    "otoño": 23,
    "outono": 23,
    "winter": 24,
    "invierno": 24,
    "inverno": 24,
}

_ROMAN: Final = "I II III IV V VI VII VIII IX X XI XII"
ROMAN_MONTHS: Final[dict[str, int]] = {roman: number for number, roman in enumerate(_ROMAN.split(), 1)}

QUARTERS: Final[dict[str, int]] = {
    word: 32 + number
    for number, words in enumerate(
        (
            "first 1st q1 primer primero 1er primeiro",
            "second 2nd q2 segundo 2do",
            "third 3rd q3 tercer tercero 3er terceiro",
            "fourth 4th last q4 cuarto 4to quarto último",
        ),
        1,
    )
    for word in words.split()
}

DECADE_WORDS: Final[dict[str, int]] = {
    word: 10 * number
    for number, words in enumerate(
        (
            "twenties veinte vinte",
            "thirties treinta trinta",
            "forties cuarenta quarenta",
            "fifties cincuenta cinquenta",
            "sixties sesenta sessenta",
            "seventies setenta",
            "eighties ochenta oitenta",
            "nineties noventa",
        ),
        2,
    )
    for word in words.split()
}

UNITS: Final[dict[str, int]] = {
    word: number
    for number, words in enumerate(
        (
            "one uno un um una",
            "two dos dois",
            "three tres três",
            "four cuatro quatro",
            "five cinco",
            "six seis",
            "seven siete sete",
            "eight ocho oito",
            "nine nueve nove",
            "ten diez dez",
            "eleven once onze",
            "twelve doce doze",
            "thirteen trece treze",
            "fourteen catorce quatorze catorze",
            "fifteen quince quinze",
            "sixteen dieciséis dieciseis dezesseis",
            "seventeen diecisiete dezessete",
            "eighteen dieciocho dezoito",
            "nineteen diecinueve dezenove",
            "twenty veinte vinte",
            "veintiuno veintiún",
            "veintidós veintidos",
            "veintitrés veintitres",
            "veinticuatro",
            "veinticinco",
            "veintiséis veintiseis",
            "veintisiete",
            "veintiocho",
            "veintinueve",
            "thirty treinta trinta",
        ),
        1,
    )
    for word in words.split()
}
TENS: Final[dict[str, int]] = {
    word: 10 * number
    for number, words in enumerate(
        (
            "twenty veinte vinte",
            "thirty treinta trinta",
            "forty cuarenta quarenta",
            "fifty cincuenta cinquenta",
            "sixty sesenta sessenta",
            "seventy setenta",
            "eighty ochenta oitenta",
            "ninety noventa",
        ),
        2,
    )
    for word in words.split()
}
HUNDREDS: Final[dict[str, int]] = {
    "quinientos": 500,
    "quinhentos": 500,
    "seiscientos": 600,
    "seiscentos": 600,
    "setecientos": 700,
    "setecentos": 700,
    "ochocientos": 800,
    "oitocentos": 800,
    "novecientos": 900,
    "novecentos": 900,
}

_ORDINALS: Final = (
    "first primero primeiro",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
)


def _day_words() -> dict[str, int]:
    """Days 1–31 in words, cardinal and ordinal, single spaces between the parts."""
    days = dict(UNITS)
    for number, ordinals in enumerate(_ORDINALS, 1):
        days.update(dict.fromkeys(ordinals.split(), number))
    days["thirtieth"] = 30
    ones = [(word, number) for word, number in days.items() if number < 10]
    for word, number in ones:
        for tens, value in (
            ("twenty", 20),
            ("thirty", 30),
            ("treinta y", 30),
            ("vinte e", 20),
            ("trinta e", 30),
        ):
            if value + number <= 31:
                days[f"{tens} {word}"] = value + number
    return days


DAYS: Final[dict[str, int]] = _day_words()
ORDINAL_DAYS: Final = frozenset(
    {word for words in _ORDINALS for word in words.split()}
    | {word for word in DAYS if word.rpartition(" ")[2] in " ".join(_ORDINALS).split()}
    | {"thirtieth"}
)

# Hours to add to UTC. Letters: ACP 121 time zone suffixes (J is local and so absent).
ZONE_LETTERS: Final[dict[str, int]] = {
    **{letter: number for number, letter in enumerate("ABCDEFGHIKLM", 1)},
    **{letter: -number for number, letter in enumerate("NOPQRSTUVWXY", 1)},
    "Z": 0,
}
ZONE_NAMES: Final[dict[str, int]] = {
    "GMT": 0,
    "UTC": 0,
    "Z": 0,
    "ZULU": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}

# Words that look like a damaged short month but are not one.
_OTHER_WORDS: Final = (
    "doc act art can fed map job gov man men sea set son not now day due nor any arm age bay ban car fee her "
    "jar jam jet kan lan law low ma max met nay net oil old opt own pan par part per ran ray san say see sen "
    "sen sub sun tan tar way apt ape app deb des det dev die dog dot feb's oak off one our out year years "
    "members numbers room page file case note line item box vol sec no para section number report cable "
    "memo lot tab ref date dated paper total unit grade article chapter serial copy series part parts"
)
NOT_MONTHS: Final = frozenset(_OTHER_WORDS.split())
