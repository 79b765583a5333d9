"""From bleach's output to one canonical form: blocks hold blocks or one line of marked text.

Every tree that this form can write is read back by an HTML parser as that same tree, which is why
cleaning twice changes nothing.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from citycamp.richtext.policies import ALIASES, MARKS, Policy, kept
from citycamp.richtext.screen import CONTROLS, escape, unescape_attribute

TOKEN = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:=(?:"[^"]*"|'[^']*'))?)*)\s*/?>|([^<]+)|(<)""")
ATTRIBUTE = re.compile(r"""([a-z-]+)=(?:"([^"]*)"|'([^']*)')""")
SPACE = re.compile(r"[ \t\n\f]+")
BREAK = "\n"  # as a leaf of its own: a <br>
HEADINGS = ("h2", "h3", "h4")
APART = re.compile(r"</(?:p|h[2-4]|li|tr|pre|caption|figcaption|td|th)>|<br>|<hr>")


@dataclass
class Node:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)


class Marked(NamedTuple):
    """What lies on a stretch of text: mark names, and for a link its attributes."""

    names: frozenset[str] = frozenset()
    link: tuple[tuple[str, str], ...] = ()


class Leaf(NamedTuple):
    text: str
    marked: Marked


class Block(NamedTuple):
    name: str
    attributes: str
    inner: str

    def __str__(self) -> str:
        if self.name == "hr":
            return "<hr>"
        return f"<{self.name}{self.attributes}>{self.inner}</{self.name}>"


def read(bleached: str) -> list[Node | str]:
    """The tree of bleach's output, which is balanced and escaped."""
    root = Node("")
    stack = [root]
    for found in TOKEN.finditer(bleached):
        closing, name, attributes, text, loose = found.groups()
        if name is None:
            stack[-1].children.append(CONTROLS.sub("", html.unescape(text or loose)).replace("\r", "\n"))
        elif closing:
            if any(node.name == name for node in stack[1:]):
                while stack.pop().name != name:
                    pass
        else:
            values = {key: unescape_attribute(a or b) for key, a, b in ATTRIBUTE.findall(attributes)}
            node = Node(name, values)
            stack[-1].children.append(node)
            if name not in ("br", "hr"):
                stack.append(node)
    return root.children


def write(nodes: list[Node | str], policy: Policy) -> str:
    return join(Flow(policy).blocks(nodes))


def words(cleaned: str) -> str:
    """The words of canonical HTML, one block a line."""
    text = html.unescape(re.sub(r"<[^>]*>", "", APART.sub("\n", cleaned)))
    return re.sub(r"[ \t]*\n\s*", "\n", text).strip()


def join(blocks: Iterable[Block]) -> str:
    return "".join(map(str, blocks))


class Flow:
    """Turns nodes into a list of blocks; loose text becomes paragraphs."""

    def __init__(self, policy: Policy, marked: Marked | None = None) -> None:
        self.policy = policy
        self.marked = marked or Marked()
        self.made: list[Block] = []
        self.leaves: list[Leaf] = []

    def blocks(self, nodes: Iterable[Node | str]) -> list[Block]:
        for node in nodes:
            self.visit(node, self.marked)
        self.end_paragraph()
        return self.made

    def inside(self, nodes: Iterable[Node | str], marked: Marked) -> list[Block]:
        return Flow(self.policy, marked).blocks(nodes)

    def end_paragraph(self, attributes: str = "") -> None:
        inner = one_line(self.leaves, self.policy)
        self.leaves = []
        if inner:
            self.made.append(Block("p", attributes, inner))

    def visit(self, node: Node | str, marked: Marked) -> None:
        if isinstance(node, str):
            self.leaves.append(Leaf(SPACE.sub(" ", node), marked))
            return
        name = ALIASES.get(node.name, node.name)
        if name == "br":
            self.leaves.append(Leaf(BREAK, marked))
        elif name in MARKS:
            inner = self.with_mark(name, node, marked)
            for child in node.children:
                self.visit(child, inner)
        else:
            self.end_paragraph()
            self.block(name, node, marked)

    def with_mark(self, name: str, node: Node, marked: Marked) -> Marked:
        if name != "a":
            return marked._replace(names=marked.names | {name})
        link = self.link(node)
        return marked._replace(link=link) if link and not marked.link else marked

    def link(self, node: Node) -> tuple[tuple[str, str], ...]:
        values = self.values("a", node)
        names: tuple[str, ...]
        if "data-page" in values:
            names = ("data-page", "data-wiki", "data-anchor")
        elif "data-file" in values:
            names = ("data-file",)
        else:
            names = ("href",)
        return tuple((name, values[name]) for name in names if name in values)

    def values(self, name: str, node: Node) -> dict[str, str]:
        found = ((key, kept(self.policy, name, key, value)) for key, value in node.attributes.items())
        return {key: value for key, value in found if value is not None}

    def written(self, name: str, node: Node) -> str:
        return attributes_of(sorted(self.values(name, node).items()))

    def block(self, name: str, node: Node, marked: Marked) -> None:
        known = name in self.policy.blocks
        attributes = self.written(name, node) if known else ""
        if known and name in HEADINGS:
            self.add(Block(name, attributes, self.line_of(node, marked)))
        elif known and name == "hr":
            self.made.append(Block("hr", "", ""))
        elif known and name == "blockquote":
            self.add(Block(name, attributes, join(self.inside(node.children, marked))))
        elif known and name == "pre":
            self.add(Block(name, attributes, preformatted(flat(node.children, marked, self), self.policy)))
        elif known and name in ("ul", "ol"):
            self.add(Block(name, attributes, self.items(node, marked)))
        elif known and name == "table":
            self.table(node, attributes, marked)
        elif known and name == "figure" and self.has(node, "figure", "data-picture", "data-embed"):
            self.figure(node, marked)
        elif known and name == "div" and self.has(node, "div", "data-place", "data-include"):
            self.made.append(Block("div", attributes_of(self.first(node, "div", "data-place", "data-include")), ""))
            self.plain_block(node, "", marked)
        else:
            self.plain_block(node, attributes if name == "p" else "", marked)

    def add(self, block: Block) -> None:
        if block.inner:
            self.made.append(block)

    def plain_block(self, node: Node, attributes: str, marked: Marked) -> None:
        for child in node.children:
            self.visit(child, marked)
        self.end_paragraph(attributes)

    def line_of(self, node: Node, marked: Marked) -> str:
        return one_line(flat(node.children, marked, self), self.policy)

    def has(self, node: Node, tag: str, *names: str) -> bool:
        values = self.values(tag, node)
        return any(name in values for name in names)

    def first(self, node: Node, tag: str, *names: str) -> list[tuple[str, str]]:
        values = self.values(tag, node)
        return next([(name, values[name])] for name in names if name in values)

    def items(self, node: Node, marked: Marked) -> str:
        """The items of a list; what stands between them goes into the one before."""
        items: list[tuple[str, list[Block]]] = []
        for child in node.children:
            if isinstance(child, Node) and child.name == "li":
                items.append((self.written("li", child), self.inside(child.children, marked)))
            elif blocks := self.inside([child], marked):
                if not items:
                    items.append(("", []))
                items[-1][1].extend(blocks)
        return "".join(f"<li{attributes}>{unwrapped(blocks)}</li>" for attributes, blocks in items if blocks)

    def table(self, node: Node, attributes: str, marked: Marked) -> None:
        caption, before = "", []
        head: list[str] = []
        body: list[str] = []
        for child in node.children:
            if isinstance(child, Node) and child.name == "caption" and not caption:
                caption = self.line_of(child, marked)
            elif isinstance(child, Node) and child.name == "thead" and not head and not body:
                head = self.rows(child, marked)
            elif isinstance(child, Node) and child.name in ("thead", "tbody"):
                body += self.rows(child, marked)
            elif isinstance(child, Node) and child.name == "tr":
                body += self.rows(Node("tbody", {}, [child]), marked)
            else:
                before += self.inside([child], marked)
        self.made += before
        if head or body:
            parts = [
                f"<caption>{caption}</caption>" if caption else "",
                f"<thead>{''.join(head)}</thead>" if head else "",
                f"<tbody>{''.join(body)}</tbody>" if body else "",
            ]
            self.made.append(Block("table", attributes, "".join(parts)))
        elif caption:
            self.made.append(Block("p", "", caption))

    def rows(self, node: Node, marked: Marked) -> list[str]:
        made = []
        for row in node.children:
            if not isinstance(row, Node):
                continue
            cells = [
                str(Block(cell.name, self.written(cell.name, cell), unwrapped(self.inside(cell.children, marked))))
                for cell in row.children
                if isinstance(cell, Node) and cell.name in ("td", "th")
            ]
            if cells:
                made.append(f"<tr>{''.join(cells)}</tr>")
        return made

    def figure(self, node: Node, marked: Marked) -> None:
        values = self.values("figure", node)
        if "data-picture" in values:
            values.pop("data-embed", None)
            attributes = attributes_of(sorted(values.items()))
        else:
            attributes = attributes_of([("data-embed", values["data-embed"])])
        caption, rest = "", []
        for child in node.children:
            if isinstance(child, Node) and child.name == "figcaption" and not caption:
                caption = self.line_of(child, marked)
            else:
                rest.append(child)
        inner = f"<figcaption>{caption}</figcaption>" if caption else ""
        self.made.append(Block("figure", attributes, inner))
        self.made += self.inside(rest, marked)


def unwrapped(blocks: list[Block]) -> str:
    """What an item or a cell holds: its only paragraph stands without its tags."""
    if len(blocks) == 1 and blocks[0].name == "p" and not blocks[0].attributes:
        return blocks[0].inner
    return join(blocks)


def flat(nodes: Iterable[Node | str], marked: Marked, flow: Flow) -> list[Leaf]:
    """All text below as one line, blocks apart by breaks."""
    leaves: list[Leaf] = []
    for node in nodes:
        if isinstance(node, str):
            leaves.append(Leaf(node, marked) if node != BREAK else Leaf(" ", marked))
            continue
        name = ALIASES.get(node.name, node.name)
        if name in ("br", "hr"):
            leaves.append(Leaf(BREAK, marked))
        elif name in MARKS:
            leaves += flat(node.children, flow.with_mark(name, node, marked), flow)
        else:
            leaves += [Leaf(BREAK, marked), *flat(node.children, marked, flow), Leaf(BREAK, marked)]
    return leaves


def one_line(leaves: list[Leaf], policy: Policy) -> str:
    """Marked text with single spaces, none at its ends and none around breaks."""
    kept_leaves: list[Leaf] = []
    after_space = True
    for text, marked in merged(leaves):
        if text == BREAK:
            trim(kept_leaves)
            if kept_leaves:
                kept_leaves.append(Leaf(BREAK, Marked()))
            after_space = True
            continue
        text = SPACE.sub(" ", text)
        if after_space:
            text = text.lstrip(" ")
        if text:
            kept_leaves.append(Leaf(text, marked if text != " " else Marked()))
            after_space = text.endswith(" ")
    trim(kept_leaves, breaks=True)
    return nested(merged(kept_leaves), policy)


def trim(leaves: list[Leaf], breaks: bool = False) -> None:
    """Take spaces, and if asked breaks, off the end."""
    while leaves:
        text, marked = leaves[-1]
        if text == BREAK:
            if not breaks:
                return
            leaves.pop()
            continue
        text = text.rstrip(" ")
        if text:
            leaves[-1] = Leaf(text, marked)
            return
        leaves.pop()


def preformatted(leaves: list[Leaf], policy: Policy) -> str:
    """Marked text with its spaces; parsers drop a line break at its start, so it never begins with one."""
    made = [Leaf(text, marked._replace(names=marked.names - {"code"})) for text, marked in leaves]
    made = merged([Leaf("\n" if text == BREAK else text, marked) for text, marked in made], breaks=False)
    while made and not made[0].text.lstrip("\n"):
        made.pop(0)
    while made and not made[-1].text.rstrip():
        made.pop()
    if made:
        made[0] = Leaf(made[0].text.lstrip("\n"), made[0].marked)
        made[-1] = Leaf(made[-1].text.rstrip(), made[-1].marked)
    return nested(made, policy, breaks=False)


def merged(leaves: list[Leaf], breaks: bool = True) -> list[Leaf]:
    """Neighbours with equal marks as one, in normal form C."""
    made: list[Leaf] = []
    for text, marked in leaves:
        if made and made[-1].marked == marked and not (breaks and BREAK in (text, made[-1].text)):
            made[-1] = Leaf(made[-1].text + text, marked)
        elif text:
            made.append(Leaf(text, marked))
    return [Leaf(unicodedata.normalize("NFC", text), marked) for text, marked in made]


def nested(leaves: list[Leaf], policy: Policy, breaks: bool = True) -> str:
    """Marks around text, in one fixed order, each opened once over neighbours that share it."""
    out: list[str] = []
    opened: list[tuple[str, str]] = []
    for text, marked in leaves:
        wanted = [(name, "") for name in MARKS if name in marked.names]
        if marked.link:
            wanted.insert(0, ("a", attributes_of(marked.link) + rel(marked.link, policy)))
        same = 0
        while same < min(len(opened), len(wanted)) and opened[same] == wanted[same]:
            same += 1
        out += [f"</{name}>" for name, _ in reversed(opened[same:])]
        out += [f"<{name}{attributes}>" for name, attributes in wanted[same:]]
        opened = wanted
        out.append("<br>" if breaks and text == BREAK else escape_text(text))
    out += [f"</{name}>" for name, _ in reversed(opened)]
    return "".join(out)


def rel(link: tuple[tuple[str, str], ...], policy: Policy) -> str:
    """Strangers' links lend no rank; a wiki decides that when it draws the page."""
    outside = link[0][0] == "href" and link[0][1][:4].lower() == "http"
    return ' rel="nofollow ugc"' if outside and not policy.wiki else ""


def attributes_of(values: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values)


def escape_text(text: str) -> str:
    """Escaped text. A bar at its start would join the `>` before it if somebody normalized the HTML."""
    if text.startswith("\u0338"):
        return "&#824;" + escape_text(text[1:])
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
