"""Morphemes of Korean text, by MeCab through konlpy; no Java is started."""

import os
import re
import threading

from konlpy.tag import Mecab
from mecab_ko_dic import dictionary_path

# To be raised with each change of the rules below or of the dictionary; stored beside every result.
TAGGER_VERSION = 1

# MeCab insists on a settings file, which a machine without a system-wide MeCab lacks.
os.environ.setdefault("MECABRC", os.devnull)

_NOUNS = frozenset({"NNG", "NNP"})

# A line of MeCab's answer: surface, tab, tag, comma, features. Read at once, in half the time of konlpy's own reading.
_MORPHEME = re.compile(r"([^\t\n]+)\t([^,\n]+)[^\n]*\n")

# MeCab parts words at blanks only, ends at a NUL and cannot encode surrogates.
_UNREADABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


class _Tagger(threading.local):
    """A MeCab of its own for each thread, since it is not safe to share."""

    mecab: Mecab | None = None

    def tag(self, text: str) -> list[tuple[str, str]]:
        if self.mecab is None:
            self.mecab = Mecab(str(dictionary_path))
        return _MORPHEME.findall(self.mecab.tagger.parse(text))


_tagger = _Tagger()


def morphemes(text: str) -> list[tuple[str, str]]:
    """Return each morpheme with its tag of mecab-ko-dic (NNG, JKO ...; VV+EC where two have merged)."""
    readable = (text if text.isprintable() else _UNREADABLE.sub(" ", text)).strip()
    return _tagger.tag(readable) if readable else []


def nouns(text: str) -> list[str]:
    """Return the common and proper nouns (NNG, NNP) in order, repeated ones too."""
    return [word for word, tag in morphemes(text) if tag in _NOUNS]
