"""The control words of Rich Text Format that matter to a transcript, as tables."""

from __future__ import annotations

import re

from realist_eval.importer.words import word_set

TOKEN = re.compile(
    r"\\(?:(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,9})? ?|(?P<sign>[^A-Za-z']))"
    r"|(?P<hex>(?:\\'[0-9A-Fa-f]{2}){1,1000})|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
MAX_DEPTH = 500
MAX_TOKENS = 1_000_000

CHARACTERS = dict.fromkeys(("line", "lbr", "page", "column", "softline"), "\n")
CHARACTERS |= {"tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“"}
CHARACTERS |= {"rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005"}
CHARACTERS |= {"ltrmark": "\u200e", "rtlmark": "\u200f", "zwj": "\u200d", "zwnj": "\u200c"}
SIGNS = {"~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}"}
SILENT = word_set(  # destinations that hold no words of the text
    """
    fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr
    footerf footnote listtext pntext pn xe tc rxe bkmkstart bkmkend themedata datastore
    colorschememapping latentstyles listtable listoverridetable revtbl rsidtbl generator filetbl fldinst
    sp shprslt upr nonesttables nonshppict operator author title subject keywords comment doccomm
    company manager category annotation atnid atnauthor atntime atndate atnicn atnref atnparent
    atrfstart atrfend userprops docvar mmathPr wgrffmtfilter ftnsep ftnsepc aftnsep aftnsepc ftncn
    aftncn pgptbl formfield background template passwordhash
    """
)
SPOKEN = frozenset(("shpinst", "shptxt", "ud", "shpgrp"))  # marked as skippable, yet they hold words
CODE_PAGES = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950"}
CODE_PAGES |= {161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257"}
CODE_PAGES |= {204: "cp1251", 222: "cp874", 238: "cp1250"}
DEAD_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|TOC)\b", re.IGNORECASE)
