"""A copy says who wrote it, which list it is of, how to leave, and what may become of it: once."""

from email import message_from_bytes
from email.policy import default

import pytest

from mailinglists import copies, headers, parsing

NOTICE = "Messages on this list are records that may be released under the Freedom of Information Act."


def copy_of(raw: bytes, **more):
    made = copies.build(
        copies.Source(
            raw=raw.replace(b"\n", b"\r\n"),
            slug="open",
            name="Öffen\r\nBcc: eve@example.org",
            domain="lists.example.org",
            list_url="https://camp.example.org/lists/open/",
            permalink="https://camp.example.org/lists/open/message/ABC/",
            notice=NOTICE,
            **more,
        )
    )
    data = made.to_bytes(mark="open-bounces+abc@lists.example.org", leave_token="7-abc")
    assert b"\n" not in data.replace(b"\r\n", b"")
    return message_from_bytes(data, policy=default), data


HEAD = b"From: Ana <ana@example.org>\nTo: open@lists.example.org\nSubject: Hi\nMessage-ID: <a@example.org>\n"


def words(part) -> str:
    return part.get_content().replace("\r\n", "\n")


def notices(text: str) -> int:
    return " ".join(text.replace(">", " ").split()).count(NOTICE)


def test_a_text_mail_carries_headers_and_one_notice_at_its_end():
    mail, _ = copy_of(
        HEAD
        + b"List-Id: <other>\nBcc: x@example.org\nReturn-Receipt-To: a@b.example\nReferences: <r@example.org>\n"
        + b"\nWords.\n"
    )
    assert words(mail).endswith(NOTICE + "\n")
    assert notices(mail.get_content()) == 1
    assert mail["Message-ID"] == "<a@example.org>"
    assert mail["References"] == "<r@example.org>"
    assert mail["From"] == "Ana <ana@example.org>"
    assert mail.get_all("List-Id") == ["Öffen Bcc: eve@example.org <open.lists.example.org>"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"] == (
        "<https://camp.example.org/lists/open/unsubscribe/7-abc/>, <mailto:open-leave+7-abc@lists.example.org>"
    )
    assert mail["Archived-At"] == "<https://camp.example.org/lists/open/message/ABC/>"
    assert mail["X-Records-Notice"] == NOTICE
    assert (mail["Bcc"], mail["Return-Receipt-To"]) == (None, None)


def test_ten_replies_that_quote_the_notice_still_carry_one():
    text = "Words.\n"
    for turn in range(10):
        mail, _ = copy_of(HEAD + b"\n" + text.encode())
        text = f"Answer {turn}\n\n" + "".join(f"> {line}\n" for line in words(mail).split("\n"))
    assert notices(text) == 1
    assert "Answer 9" in text
    assert "Words." in text


def test_text_and_html_each_end_with_the_notice_once():
    page = f"<html><body><p>Hi</p><blockquote>Messages on this <b>list</b> {NOTICE[22:]}</blockquote></body></html>"
    mail, _ = copy_of(
        HEAD
        + b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\nHi\n--b\n'
        + b"Content-Type: text/html\n\n"
        + page.encode()
        + b"\n--b--\n"
    )
    text, html = mail.iter_parts()
    assert notices(text.get_content()) == 1
    assert html.get_content().count("Freedom of Information Act") == 1
    assert html.get_content().index("<p>Hi</p>") < html.get_content().index(NOTICE)


def test_a_mail_without_text_gets_one_and_its_file_stays():
    mail, _ = copy_of(HEAD + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n")
    file, note = mail.iter_parts()
    assert file.get_content() == b"%PDF-"
    assert note.get_content().strip() == NOTICE


def test_a_signed_mail_goes_untouched_inside_with_the_notice_beside_it():
    inner = (
        b"--s\nContent-Type: text/plain\n\nSigned words\xe9\n"
        b"--s\nContent-Type: application/pgp-signature\n\nxyz\n--s--\n"
    )
    mail, data = copy_of(
        HEAD + b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="s"\n\n' + inner
    )
    assert inner.replace(b"\n", b"\r\n").rstrip() in data
    signed, note = mail.iter_parts()
    assert signed.get_content_type() == "multipart/signed"
    assert note.get_content().strip() == NOTICE


@pytest.mark.parametrize("charset", ["koi8-r", "iso-8859-1", "utf-8"])
def test_other_charsets_come_out_as_words(charset):
    said = "Город" if charset == "koi8-r" else "Größe"
    mail, _ = copy_of(HEAD + f"Content-Type: text/plain; charset={charset}\n\n{said}\n".encode(charset))
    assert mail.get_content().startswith(said)


def test_a_mail_cut_anywhere_gives_a_copy_or_a_named_failure():
    whole = (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nHi\n--b\n'
        + b"Content-Disposition: attachment; filename=x.txt\n\nfile\n--b--\n"
    )
    for cut in range(0, len(whole), 7):
        try:
            copy_of(whole[:cut])
        except ValueError:
            continue


def test_the_envelope_names_one_delivery_and_cannot_be_forged():
    secret = "s" * 50
    address = headers.verp("open", 123456, "lists.example.org", secret)
    token = address.partition("+")[2].partition("@")[0]
    assert len(address.partition("@")[0]) <= 64
    assert headers.verp_id("open", token, secret) == 123456
    assert headers.verp_id("other", token, secret) is None
    assert headers.verp_id("open", token[:-1] + ("a" if token[-1] != "a" else "b"), secret) is None
    assert headers.route(address.partition("@")[0]) == ("open", "bounces", token)


def test_the_permalink_is_mailmans():
    assert parsing.id_hash("87o8ia6d2f.fsf@example.com") == parsing.id_hash("87o8ia6d2f.fsf@example.com")
    assert len(parsing.id_hash("x")) == 32
