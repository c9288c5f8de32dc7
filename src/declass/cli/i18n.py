"""What the command line says, in the user's language; see ``declass.locale``."""

from declass.locale import LANGUAGES, language, plural, translate

__all__ = ["LANGUAGES", "language", "plural", "translate"]
