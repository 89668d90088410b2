"""Text from people made fit for a file that is XML inside: everything they wrote stays but what XML cannot hold.

A form feed pasted from a PDF, half of an emoji or a null byte would make a whole report impossible to open.
"""

import re
import unicodedata
from typing import Final

# XML 1.0, production 2 (Char), read the other way round
_FORBIDDEN: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_LINE_ENDS: Final = re.compile("\\r\\n?|[\\x0b\\x0c\\x85\\u2028\\u2029]")


def to_xml_text(text: str) -> str:
    """The text in composed letters, every end of a line a line feed, without signs that XML forbids."""
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text)))
