"""The named styles of our Word files. A house template that has a style of the same name keeps its own."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import qn

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
INK, PALE, LINE = "1F3A4D", "E4EBF1", "9AA8B4"


def _sized(size: int) -> str:
    """Letters of so many half points."""
    return f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _title(size: int) -> str:
    return f'<w:b/><w:bCs/><w:color w:val="{INK}"/>{_sized(size)}'


def style(kind: str, name: str, form: str, look: str, *, id_: str = "", ours: bool = True) -> str:
    """A style: `form` says what it is based on and how paragraphs stand, `look` how words look."""
    id_ = id_ or name.replace(" ", "")
    custom = ' w:customStyle="1"' if ours else ""
    return (
        f'<w:style {W} w:type="{kind}"{custom} w:styleId="{id_}"><w:name w:val={quoteattr(name)}/>'
        f"{form}<w:rPr>{look}</w:rPr></w:style>"
    )


def standing(form: str, based: str = "Normal", following: str = "") -> str:
    """How the paragraphs of a style stand, what it is based on and which style follows it."""
    following = f'<w:next w:val="{following}"/>' if following else ""
    return f'<w:basedOn w:val="{based}"/>{following}<w:qFormat/><w:pPr>{form}</w:pPr>'


def _heading(level: int) -> str:
    return (
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{360 - 60 * level}" w:after="100"/>'
        f'<w:outlineLvl w:val="{level - 1}"/>'
    )


TABLE = (
    f'<w:style {W} w:type="table" w:customStyle="1" w:styleId="CMOTable"><w:name w:val="CMO Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
    '<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for side in ("top", "bottom", "insideH")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
    '<w:bottom w:w="45" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr>'
    f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/><w:bCs/></w:rPr>'
    f'<w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>'
    "</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
)

_BAR = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{LINE}"/></w:pBdr>'
# fmt: off
_PARAGRAPHS = (  # name, how paragraphs stand, how words look, what it is based on
    ("CMO Cell", '<w:spacing w:before="0" w:after="30" w:line="240" w:lineRule="auto"/>', _sized(17)),
    ("CMO Head", "<w:keepNext/>", "<w:b/><w:bCs/>", "CMOCell"),
    ("CMO Head Number", '<w:jc w:val="right"/>', "", "CMOHead"),
    ("CMO Number", '<w:jc w:val="right"/>', "", "CMOCell"),
    ("CMO Cell Quotation", '<w:spacing w:before="0" w:after="70"/>', "", "CMOCell"),
    ("CMO Quotation", '<w:spacing w:before="60" w:after="100"/><w:ind w:left="454" w:right="454"/>', ""),
    ("CMO Note", '<w:spacing w:before="60" w:after="200"/>', _sized(17)),
    ("CMO Draft", f'{_BAR}<w:ind w:left="170"/>', ""),
    ("CMO Contents", '<w:spacing w:before="0" w:after="40"/>', ""),
)
_WORDS = (  # name, how words look
    ("CMO Attribution", f'<w:color w:val="{INK}"/>'),
    ("CMO Mark", "<w:b/><w:bCs/><w:i/><w:iCs/>"),
)
_BUILT_IN = (  # name, id, how paragraphs stand, how words look
    ("heading 1", "Heading1", _heading(1), _title(32)),
    ("heading 2", "Heading2", _heading(2), _title(26)),
    ("heading 3", "Heading3", _heading(3), _title(23)),
    ("Title", "Title", '<w:spacing w:before="1200" w:after="240"/>', _title(52)),
    ("Subtitle", "Subtitle", '<w:spacing w:after="120"/>', _sized(26)),
    ("caption", "Caption", '<w:keepNext/><w:spacing w:before="200" w:after="80"/>', _title(20)),
    ("List Bullet", "ListBullet", '<w:ind w:left="340" w:hanging="170"/>', ""),
)
# fmt: on
OURS = {name: style("paragraph", name, standing(form, *on), look) for name, form, look, *on in _PARAGRAPHS}
OURS |= {name: style("character", name, "<w:qFormat/>", look) for name, look in _WORDS}
BUILT_IN = {
    name: style("paragraph", name, standing(form, "Normal", "Normal"), look, id_=id_, ours=False)
    for name, id_, form, look in _BUILT_IN
}
NAMES = (*OURS, "CMO Table", *BUILT_IN)


_BASIS = re.compile(r'(<w:(?:basedOn|next) w:val=)"(Normal|TableNormal)"')


def _default(styles: Any, kind: str) -> str:
    """The id of a document's own default style, which Word translates: `Standard` in a German one."""
    found = (one for one in styles.style_lst if one.get(qn("w:type")) == kind and one.get(qn("w:default")))
    return next((str(one.styleId) for one in found), "")


def style_ids(document: Any, *, house: bool) -> dict[str, str]:
    """Names to ids of all our styles, added where the document has none of that name.

    In our own default document the built-in ones are replaced, in a house template never.
    """
    styles = document.styles.element
    known = {one.name_val.lower(): one for one in styles.style_lst if one.name_val}
    basis = {"Normal": _default(styles, "paragraph"), "TableNormal": _default(styles, "table")}
    for name, text in {**BUILT_IN, **OURS, "CMO Table": TABLE}.items():
        source = _BASIS.sub(lambda found: f'{found[1]}"{basis[found[2]] or found[2]}"', text)
        found = known.get(name.lower())
        if found is not None and not house and name in BUILT_IN and name != "List Bullet":
            styles.replace(found, parse_xml(source))
        elif found is None:
            styles.append(parse_xml(source))
    named = {one.name_val.lower(): one.styleId for one in styles.style_lst if one.name_val}
    return {name: named[name.lower()] for name in NAMES}
