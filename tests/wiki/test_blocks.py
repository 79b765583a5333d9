from hypothesis import given
from hypothesis import strategies as st

from tests.wiki import pages
from wiki import blocks


@given(st.one_of(pages.page, st.text(), st.text(alphabet='<>/plih2 "a=')))
def test_joining_the_items_gives_the_page_back_whatever_it_is(html):
    assert blocks.join(blocks.split(html)) == html
    assert "".join(blocks.words(html)) == html
    assert "".join(blocks.top_level(html)) == html


@given(pages.page)
def test_a_page_is_balanced_until_one_tag_is_missing(html):
    assert blocks.is_balanced(html)
    row = blocks.tokens(html)
    for place, token in enumerate(row):
        if token[0] == "<" and blocks.tag_of(token) not in blocks.VOID:
            assert not blocks.is_balanced("".join(row[:place] + row[place + 1 :]))
            break


def test_blocks_are_what_people_see_as_one_thing():
    html = "<p>One <em>two</em></p><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"
    html += "<table><tbody><tr><td>x</td></tr></tbody></table><hr>"
    assert [(item.kind, item.tag, item.html) for item in blocks.split(html)] == [
        ("block", "p", "<p>One <em>two</em></p>"),
        ("open", "ul", "<ul>"),
        ("block", "li", "<li>a</li>"),
        ("open", "li", "<li>"),
        ("text", "", "b"),
        ("open", "ul", "<ul>"),
        ("block", "li", "<li>c</li>"),
        ("close", "ul", "</ul>"),
        ("close", "li", "</li>"),
        ("close", "ul", "</ul>"),
        ("open", "table", "<table>"),
        ("open", "tbody", "<tbody>"),
        ("block", "tr", "<tr><td>x</td></tr>"),
        ("close", "tbody", "</tbody>"),
        ("close", "table", "</table>"),
        ("block", "hr", "<hr>"),
    ]


def test_an_attribute_may_hold_the_end_of_a_tag():
    html = '<figure data-picture="1" data-alt="a > b"></figure><p>x</p>'
    assert [item.tag for item in blocks.split(html)] == ["figure", "p"]
