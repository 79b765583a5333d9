// The wiki's part of the editor: links to pages, pictures and places as they are stored, the toolbar,
// and drafts. Named in DJANGO_PROSE_EDITOR_EXTENSIONS, loaded by the configurable preset.

import { Extension, Mark, mergeAttributes, Node } from "django-prose-editor/editor"

const data = (...names) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      {
        default: null,
        parseHTML: (element) => element.getAttribute(name),
        renderHTML: (attributes) => (attributes[name] == null ? {} : { [name]: attributes[name] }),
      },
    ]),
  )

// <a href> or <a data-page>; never a class, a target or a rel.
export const WikiLink = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes: () => data("href", "data-page", "data-wiki", "data-anchor", "data-file"),
  parseHTML: () => [{ tag: "a[data-page]" }, { tag: "a[data-file]" }, { tag: "a[href]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
  addKeyboardShortcuts() {
    return { "Mod-k": () => (desk(this.editor)?.openLink(), true) }
  },
})

// A picture or an embedded address, with its caption; what is in its tag stays as it was.
export const WikiFigure = Node.create({
  name: "wikiFigure",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  addAttributes: () => data("data-picture", "data-alt", "data-align", "data-size", "data-embed"),
  parseHTML: () => [
    { tag: "figure[data-picture]", contentElement: (figure) => figure.querySelector("figcaption") || empty() },
    { tag: "figure[data-embed]", contentElement: (figure) => figure.querySelector("figcaption") || empty() },
  ],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes(HTMLAttributes), ["figcaption", 0]],
})

const empty = () => document.createElement("figcaption")

export const WikiPlace = Node.create({
  name: "wikiPlace",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => data("data-place", "data-include"),
  parseHTML: () => [{ tag: "div[data-place]" }, { tag: "div[data-include]" }],
  renderHTML: ({ HTMLAttributes }) => ["div", HTMLAttributes],
})

// Google Docs wraps what it copies in <b style="font-weight:normal">, and a policy without unsafe-inline drops the
// style before the schema looks: everything would turn bold. Weights are read from the attribute's text instead.
export function plainPaste(html) {
  // Under another name at once: the policy counts even a style that is only parsed.
  const renamed = html.replace(/(<[a-z][^>]*?\s)style(\s*=)/gi, "$1data-style$2")
  const body = new DOMParser().parseFromString(renamed, "text/html").body
  for (const wrap of body.querySelectorAll('b[id^="docs-internal-guid"]')) wrap.replaceWith(...wrap.childNodes)
  for (const element of body.querySelectorAll("b, strong")) {
    if (/font-weight:\s*(normal|[1-4]00)/.test(element.getAttribute("data-style") || "")) element.replaceWith(...element.childNodes)
  }
  for (const span of body.querySelectorAll("span[data-style]")) {
    const style = span.getAttribute("data-style")
    if (/font-weight:\s*(bold|[6-9]00)/.test(style)) wrapInside(span, "strong")
    if (/font-style:\s*italic/.test(style)) wrapInside(span, "em")
  }
  wordLists(body)
  for (const element of body.querySelectorAll("*")) {
    for (const name of ["data-style", "data-word", "class", "id", "width", "height"]) element.removeAttribute(name)
  }
  return body.innerHTML
}

function wrapInside(element, name) {
  const mark = document.createElement(name)
  mark.append(...element.childNodes)
  element.append(mark)
}

// Word writes a list as paragraphs that begin with "·".
function wordLists(body) {
  for (const paragraph of body.querySelectorAll("p")) {
    const style = paragraph.getAttribute("data-style") || ""
    const dot = /^[\s\u00a0]*[·•o§][\s\u00a0]+/
    if (!/mso-list/.test(style) && !/^[\s\u00a0]*[·•][\s\u00a0]+/.test(paragraph.textContent)) continue
    const item = document.createElement("li")
    item.innerHTML = paragraph.innerHTML
    stripStart(item, dot)
    const before = paragraph.previousElementSibling
    if (before?.dataset.word) before.append(item)
    else {
      const list = document.createElement("ul")
      list.dataset.word = "1"
      list.append(item)
      paragraph.before(list)
    }
    paragraph.remove()
  }
}

function stripStart(element, pattern) {
  const whole = element.textContent.match(pattern)?.[0].length || 0
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let left = whole; left > 0 && walker.nextNode(); ) {
    const cut = Math.min(left, walker.currentNode.length)
    walker.currentNode.deleteData(0, cut)
    left -= cut
  }
}

const desks = new WeakMap()
const desk = (editor) => desks.get(editor)

// Ties the editor to the page around it.
export const WikiDesk = Extension.create({
  name: "wikiDesk",
  onBeforeCreate() {
    this.editor.options.injectCSS = false
    this.editor.options.editorProps = {
      ...this.editor.options.editorProps,
      transformPastedHTML: plainPaste,
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": "text-label",
        class: "prose page",
        spellcheck: "true",
        dir: "auto",
      },
    }
  },
  onCreate() {
    const form = this.editor.options.element.closest("form")
    if (form) desks.set(this.editor, new Desk(this.editor, form))
  },
  addKeyboardShortcuts() {
    return { "Alt-F10": () => (desk(this.editor)?.focusTools(), true) }
  },
  onUpdate() {
    const { $from } = this.editor.state.selection
    const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 2), $from.parentOffset, null, "\ufffc")
    if (before === "[[") {
      this.editor.chain().deleteRange({ from: $from.pos - 2, to: $from.pos }).run()
      desk(this.editor)?.openLink()
    }
  },
})

const ACTS = {
  heading: [(c) => c.toggleHeading({ level: 2 }), (e) => e.isActive("heading", { level: 2 })],
  subheading: [(c) => c.toggleHeading({ level: 3 }), (e) => e.isActive("heading", { level: 3 })],
  bold: [(c) => c.toggleBold(), (e) => e.isActive("bold")],
  italic: [(c) => c.toggleItalic(), (e) => e.isActive("italic")],
  list: [(c) => c.toggleBulletList(), (e) => e.isActive("bulletList")],
  numbers: [(c) => c.toggleOrderedList(), (e) => e.isActive("orderedList")],
  quote: [(c) => c.toggleBlockquote(), (e) => e.isActive("blockquote")],
  table: [(c) => c.insertTable({ rows: 3, cols: 2, withHeaderRow: true })],
  row: [(c) => c.addRowAfter()],
  column: [(c) => c.addColumnAfter()],
  untable: [(c) => c.deleteTable()],
  undo: [(c) => c.undo()],
  redo: [(c) => c.redo()],
}

class Desk {
  constructor(editor, form) {
    this.editor = editor
    this.form = form
    this.tools = form.querySelector("[role=toolbar]")
    this.tools.hidden = false
    this.buttons = [...this.tools.querySelectorAll("[data-do]")]
    this.tools.addEventListener("click", (event) => this.press(event.target.closest("[data-do]")))
    this.tools.addEventListener("keydown", (event) => this.walk(event))
    editor.on("transaction", () => this.show())
    this.show()
    this.rove(this.buttons[0])
    new LinkBox(this, form.querySelector(".linkbox"))
    new Drafts(editor, form)
  }

  press(button) {
    if (!button) return
    this.rove(button)
    if (button.dataset.do === "link") return this.openLink()
    ACTS[button.dataset.do][0](this.editor.chain().focus()).run()
  }

  show() {
    const inTable = this.editor.isActive("table")
    for (const button of this.buttons) {
      const act = ACTS[button.dataset.do]
      if (act?.[1]) button.setAttribute("aria-pressed", String(act[1](this.editor)))
      if (button.dataset.do === "link") button.setAttribute("aria-pressed", String(this.editor.isActive("link")))
      if (["row", "column", "untable"].includes(button.dataset.do)) button.hidden = !inTable
    }
  }

  // One button of the row is in the tab order; arrows, Home and End move among them.
  rove(button) {
    for (const each of this.buttons) each.tabIndex = each === button ? 0 : -1
  }

  walk(event) {
    const shown = this.buttons.filter((button) => !button.hidden)
    const at = shown.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key]
    if (event.key === "Escape") this.editor.commands.focus()
    else if (to !== undefined) {
      const button = shown[(to + shown.length) % shown.length]
      this.rove(button)
      button.focus()
    } else return
    event.preventDefault()
  }

  focusTools() {
    this.tools.querySelector('[tabindex="0"]').focus()
  }

  openLink() {
    this.linkBox.open()
  }
}

class LinkBox {
  constructor(desk, dialog) {
    desk.linkBox = this
    this.desk = desk
    this.dialog = dialog
    this.input = dialog.querySelector("input")
    this.list = dialog.querySelector("[role=listbox]")
    // No form of its own, for it stands inside the page's: the buttons act by themselves.
    for (const button of dialog.querySelectorAll("button")) {
      button.addEventListener("click", () => this.end(button.value))
    }
    this.input.addEventListener("input", () => this.look())
    this.input.addEventListener("keydown", (event) => this.key(event))
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]")
      if (option) this.choose(option)
    })
    dialog.addEventListener("close", () => this.desk.editor.commands.focus())
  }

  open() {
    const given = this.desk.editor.getAttributes("link")
    const { from, to } = this.desk.editor.state.selection
    const words = this.desk.editor.state.doc.textBetween(from, to, " ")
    this.input.value = given["data-page"] || given.href || words
    this.list.replaceChildren()
    this.dialog.showModal()
    this.input.select()
    this.look()
  }

  async look() {
    const typed = this.input.value.trim()
    const asked = (this.asked = (this.asked || 0) + 1)
    let titles = []
    if (typed && !/^(https?:|mailto:|tel:|[#/])/.test(typed)) {
      const answer = await fetch(`${this.desk.form.dataset.titles}?q=${encodeURIComponent(typed)}`).catch(() => null)
      if (asked !== this.asked) return
      titles = answer?.ok ? (await answer.json()).titles : []
    }
    const options = titles.map((title) => this.option(title, title))
    if (typed && titles.every((title) => title.toLowerCase() !== typed.toLowerCase()) && !/^(https?:|mailto:|tel:|[#/])/.test(typed)) {
      const fresh = this.option(typed, this.desk.form.dataset.unwritten.replace("%s", typed))
      fresh.classList.add("missing")
      options.push(fresh)
    }
    options.forEach((option, number) => (option.id = `linkbox-${number}`))
    this.list.replaceChildren(...options)
    this.input.setAttribute("aria-expanded", String(options.length > 0))
    this.input.removeAttribute("aria-activedescendant")
  }

  option(title, words) {
    const option = document.createElement("li")
    option.setAttribute("role", "option")
    option.setAttribute("aria-selected", "false")
    option.dataset.title = title
    option.textContent = words
    return option
  }

  key(event) {
    const options = [...this.list.children]
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true")
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const to = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % (options.length || 1)
      options.forEach((option, number) => option.setAttribute("aria-selected", String(number === to)))
      if (options[to]) this.input.setAttribute("aria-activedescendant", options[to].id)
    } else if (event.key === "Enter") {
      if (options[at]) this.choose(options[at])
      else this.end("set")
    } else return
    event.preventDefault()
  }

  choose(option) {
    this.input.value = option.dataset.title
    this.end("set")
  }

  end(what) {
    const typed = this.input.value.trim()
    const chain = this.desk.editor.chain().focus()
    if (what === "unset") chain.extendMarkRange("link").unsetMark("link").run()
    if (what === "set" && typed) this.put(chain, typed)
    this.dialog.close()
  }

  put(chain, typed) {
    const editor = this.desk.editor
    const page = pageOf(typed, this.desk.form.dataset.home)
    const outside = /^(https?:|mailto:|tel:|[#/])/.test(typed)
    const blank = { href: null, "data-page": null, "data-wiki": null, "data-anchor": null, "data-file": null }
    const attributes = page ? { ...blank, "data-page": page } : { ...blank, href: outside ? typed : null }
    if (!page && !outside) attributes["data-page"] = typed
    if (editor.isActive("link")) chain.extendMarkRange("link").setMark("link", attributes).run()
    else if (!editor.state.selection.empty) chain.setMark("link", attributes).run()
    else chain.insertContent({ type: "text", text: page || typed, marks: [{ type: "link", attrs: attributes }] }).run()
  }
}

// An address of this wiki is a link to its page.
function pageOf(address, home) {
  const prefix = location.origin + home
  if (!address.startsWith(prefix)) return null
  const slug = decodeURIComponent(address.slice(prefix.length).split("/")[0])
  return slug && slug !== "-" ? slug.replaceAll("-", " ") : null
}

const PAUSE = 2000
const LONGEST = 10000

// What is typed goes to the server 2 s after typing stops, at the latest every 10 s, and stays in the browser until
// the server has answered.
class Drafts {
  constructor(editor, form) {
    this.editor = editor
    this.form = form
    this.said = form.querySelector("#kept")
    this.key = `wiki-draft:${form.dataset.draft}:${form.dataset.page}`
    this.restore()
    form.addEventListener("input", () => this.changed())
    form.addEventListener("submit", () => this.stop())
    addEventListener("pagehide", () => this.dirty && this.send(true))
  }

  get fields() {
    return new FormData(this.form)
  }

  changed() {
    this.dirty = true
    this.store()
    this.first ||= Date.now()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(PAUSE, this.first + LONGEST - Date.now())))
  }

  store() {
    try {
      const { title, html } = Object.fromEntries(this.fields)
      localStorage.setItem(this.key, JSON.stringify({ title, html, base: this.form.base.value }))
    } catch {
      // A full or closed store: the server's copy is the one that counts.
    }
  }

  restore() {
    let kept = null
    try {
      kept = JSON.parse(localStorage.getItem(this.key))
      localStorage.removeItem(this.key)
    } catch {
      return
    }
    if (!kept || kept.base !== this.form.base.value || kept.html === this.form.html.value) return
    this.editor.commands.setContent(kept.html, { emitUpdate: true })
    if (this.form.title && kept.title) this.form.title.value = kept.title
    this.said.textContent = this.form.dataset.newer
    this.changed()
  }

  stop() {
    clearTimeout(this.timer)
    this.dirty = false
    this.sent = true
  }

  async send(leaving = false) {
    clearTimeout(this.timer)
    if (this.sent) return
    this.first = null
    this.dirty = false
    const body = this.fields
    body.set("page", this.form.dataset.page)
    const answer = await fetch(this.form.dataset.draft, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      keepalive: leaving && (this.form.html.value.length < 30000),
    }).catch(() => null)
    if (this.sent) return
    if (!answer?.ok) {
      this.dirty = true
      this.said.textContent = this.form.dataset.lost
      return
    }
    const { kept } = await answer.json()
    if (!this.dirty) localStorage.removeItem(this.key)
    this.said.textContent = this.form.dataset.kept.replace("%s", kept)
  }
}
