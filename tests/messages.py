"""The messages of the files that have a Spanish catalogue: found, written into it, compiled.

`make messages` (python -m tests.messages) adds what is new to locale/es/LC_MESSAGES/django.po, drops what is gone, and
compiles django.mo beside it. It finds what xgettext would, without it, for gettext need not be on every machine.
"""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
# Folders and files whose every message has to be in Spanish; grows until it is the whole tree.
COVERED = ["sessions", "templates/sessions"]

# name -> (number of the argument that is the context, the message, the plural)
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALL = re.compile(r"\b(_|n?p?gettext)\(")


class Message(NamedTuple):
    text: str
    context: str
    plural: str


def covered(root: Path = ROOT) -> set[Message]:
    """Every message of the covered files."""
    found: set[Message] = set()
    for name in COVERED:
        for path in sorted((root / name).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
                found |= messages_of(path)
    return found


def messages_of(path: Path) -> set[Message]:
    """All messages of one Python file or template."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return {found for node in ast.walk(ast.parse(source)) if (found := message(node))}
    from django.utils.translation.template import templatize

    found, text = set(), templatize(source)
    for call in CALL.finditer(text):
        end = call.end()
        while (end := text.find(")", end)) != -1:
            end += 1
            try:
                node = ast.parse(text[call.start() : end], mode="eval").body
            except SyntaxError:
                continue  # a bracket within the words
            if there := message(node):
                found.add(there)
            break
    return found


def message(node: ast.AST) -> Message | None:
    """What a call of gettext asks for; None for any other expression."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in CALLS:
        return None
    context, text, plural = (argument(node, at) for at in CALLS[node.func.id])
    return Message(text, context, plural) if text else None


def argument(node: ast.Call, at: int | None) -> str:
    there = node.args[at] if at is not None and at < len(node.args) else None
    return there.value if isinstance(there, ast.Constant) and isinstance(there.value, str) else ""


def catalogue() -> dict[Message, polib.POEntry]:
    return {
        Message(entry.msgid, entry.msgctxt or "", entry.msgid_plural or ""): entry for entry in polib.pofile(CATALOGUE)
    }


def main() -> None:
    if __name__ == "__main__":
        import os

        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        django.setup()
    book, known = polib.pofile(CATALOGUE, wrapwidth=0), catalogue()
    wanted = covered()
    book.clear()
    for each in sorted(wanted, key=lambda m: (m.text.lower(), m)):
        entry = known.get(each) or polib.POEntry(msgid=each.text, msgctxt=each.context or None)
        if each.plural and each not in known:
            entry.msgid_plural, entry.msgstr_plural = each.plural, {0: "", 1: ""}
        book.append(entry)
    book.save(str(CATALOGUE))
    book.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    new, gone = wanted - set(known), set(known) - wanted
    print(f"{len(wanted)} messages, {len(new)} new and without words, {len(gone)} dropped.")


if __name__ == "__main__":
    main()
