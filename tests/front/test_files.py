"""Static files as they go out: laid together, compressed, kept for a year, and nothing beside them."""

import asyncio
import gzip

import brotli
import pytest
from asgiref.testing import ApplicationCommunicator

from citycamp.front.files import WithStaticFiles
from citycamp.static_storage import HashedFilesStorage

SHEETS = {
    "front/site.css": '/* All. */\n@import "tokens.css";\n@import "../wiki/wiki.css";\n',
    "front/tokens.css": ":root { --ink: #223; }\n" * 40,
    "wiki/wiki.css": ".prose { color: var(--ink); }\n" * 40,
    "library/theirs.css": '@import "more.css";\n',
    "library/more.css": "b { color: red; }\n",
}


def collected(folder, sheets=SHEETS) -> HashedFilesStorage:
    for name, css in sheets.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(css)
    storage = HashedFilesStorage(location=folder, base_url="/static/")
    for _name, _hashed, done in storage.post_process({name: (storage, name) for name in sheets}):
        if isinstance(done, Exception):
            raise done
    return storage


async def elsewhere(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    collected(folder / "static")
    (folder / "secret").write_text("marker")
    (folder / "static" / "front" / "link.css").symlink_to(folder / "secret")
    return folder / "static"


@pytest.fixture(scope="module")
def ask(root):
    """Asks for one address: status, headers, and the body as it went out (by whatever way the server offers)."""
    site = WithStaticFiles(elsewhere, root, "/static/")

    def one(path, method="GET", *, extensions=None, **headers):
        async def there():
            sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
            scope = {
                "type": "http", "method": method, "path": path, "query_string": b"", "headers": sent,
                "extensions": extensions or {},
            }  # fmt: skip
            talk = ApplicationCommunicator(site, scope)
            await talk.send_input({"type": "http.request", "body": b""})
            start, body = await talk.receive_output(), b""
            while True:
                part = await talk.receive_output()
                if part["type"] == "http.response.pathsend":
                    with open(part["path"], "rb") as file:
                        body = file.read()
                    break
                body += part["body"]
                if not part.get("more_body"):
                    break
            return start["status"], {key.decode(): value.decode() for key, value in start["headers"]}, body

        return asyncio.run(there())

    return one


@pytest.fixture(scope="module")
def sheet(root):
    """The address of the whole stylesheet."""
    return "/static/" + HashedFilesStorage(location=root, base_url="/static/").stored_name("front/site.css")


@pytest.mark.parametrize("extensions", [{}, {"http.response.pathsend": {}}])
@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_a_file_goes_out_as_small_as_the_browser_can_read(ask, root, sheet, accepted, encoding, unpack, extensions):
    status, headers, body = ask(sheet, accept_encoding=accepted, extensions=extensions)
    whole = (root / sheet.removeprefix("/static/")).read_bytes()
    assert (status, headers.get("content-encoding"), unpack(body)) == (200, encoding, whole)
    assert int(headers["content-length"]) == len(body)
    assert (len(body) < len(whole) / 4) is bool(encoding)
    assert headers["content-type"].startswith("text/css")
    assert headers["vary"] == "Accept-Encoding"
    assert headers["cache-control"] == "max-age=31536000, public, immutable"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


def test_a_name_without_a_hash_is_asked_for_again(ask):
    status, headers, _body = ask("/static/library/theirs.css")
    assert (status, headers["cache-control"]) == (200, "max-age=3600, public")
    assert ask("/static/library/theirs.css", if_none_match=headers["etag"])[0] == 304


def test_what_the_browser_has_is_not_sent_again(ask, sheet):
    _status, headers, _body = ask(sheet, accept_encoding="br")
    assert headers["etag"] == f'W/"{sheet.split(".")[-2]}"'
    status, again, body = ask(sheet, accept_encoding="gzip", if_none_match=headers["etag"])
    assert (status, body, again["vary"], again["etag"]) == (304, b"", "Accept-Encoding", headers["etag"])


def test_heads_parts_and_other_verbs(ask, sheet):
    status, head, body = ask(sheet, "HEAD", accept_encoding="gzip")
    assert (status, body, head) == (200, b"", ask(sheet, accept_encoding="gzip")[1])
    whole = ask(sheet)[2]
    status, headers, part = ask(sheet, range="bytes=10-19")
    assert (status, part, headers["content-range"]) == (206, whole[10:20], f"bytes 10-19/{len(whole)}")
    assert ask(sheet, range="bytes=999999-")[0] == 416
    assert ask(sheet, range="lines=1-2")[0] == 200
    assert ask(sheet, "POST")[0] == 405


@pytest.mark.parametrize(
    "address",
    [
        "../secret",
        "front/../../secret",
        "%2e%2e/secret",
        "/etc/passwd",
        "front/link.css",
        "front",
        "front/",
        "",
        "a.css",
    ],
)
def test_no_address_leads_out_of_the_folder(ask, root, address):
    assert (root.parent / "secret").read_text() == "marker"
    status, _headers, body = ask(f"/static/{address}")
    assert status == 404
    assert b"marker" not in body


def test_a_compressed_twin_has_no_address_of_its_own(ask, root, sheet):
    assert (root / f"{sheet.removeprefix('/static/')}.br").exists()
    assert ask(f"{sheet}.br")[0] == 404


@pytest.mark.parametrize("path", ["/", "/static", "/staticky/", "/media/static/a.css"])
def test_other_addresses_are_the_sites(ask, path):
    assert ask(path) == (200, {}, b"a page")


def test_our_stylesheets_are_laid_into_the_one_that_imports_them(tmp_path):
    storage = collected(tmp_path)
    whole = (tmp_path / storage.stored_name("front/site.css")).read_text()
    assert whole == f"/* All. */\n{SHEETS['front/tokens.css']}\n{SHEETS['wiki/wiki.css']}\n"
    theirs = (tmp_path / storage.stored_name("library/theirs.css")).read_text()
    assert storage.stored_name("library/more.css").rpartition("/")[2] in theirs


def test_a_change_in_a_part_gives_the_whole_another_name(tmp_path):
    before = collected(tmp_path).stored_name("front/site.css")
    changed = {**SHEETS, "wiki/wiki.css": ".prose { color: red; }\n"}
    storage = collected(tmp_path, changed)
    assert storage.stored_name("front/site.css") != before
    assert ".prose { color: red; }" in (tmp_path / storage.stored_name("front/site.css")).read_text()


@pytest.mark.parametrize("part", ["b { background: url(a.png); }", '@import "front/site.css";'])
def test_a_part_that_names_files_is_refused(tmp_path, part):
    with pytest.raises(ValueError, match=r"wiki/wiki\.css names files"):
        collected(tmp_path, {**SHEETS, "wiki/wiki.css": part})


def test_an_import_of_nothing_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"imports front/gone\.css"):
        collected(tmp_path, {**SHEETS, "front/site.css": '@import "gone.css";\n'})
