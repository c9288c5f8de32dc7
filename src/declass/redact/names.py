"""Names of files as anyone may see them: people put identity numbers and days of birth into them."""

import re

from declass.redact.personal import find, masked

_JOINTS = re.compile(r"_|(?<=[^\W\d])-(?=\d)|(?<=\d)-(?=[^\W\d])")
"""What joins words in a file's name as blanks do in a text."""


def masked_name(name: str) -> str:
    """A file's name or path with personal data blotted out; its length stays.

    >>> masked_name("letters/smith_ssn_219-09-9999.pdf"), masked_name("104-10003-10041.pdf")
    ('letters/smith_ssn_███-██-████.pdf', '104-10003-10041.pdf')
    """
    return masked(name, find(_JOINTS.sub(" ", name)))
