"""Words that tell names from other words in transcripts: lists, to be read and added to."""

from __future__ import annotations

import re

KNOWN = frozenset(  # names that give nobody away; proposed to be kept
    {"uk", "gb", "us", "usa", "eu", "nhs", "bbc", "nato", "un", "who", "gp", "gps", "covid", "england"}
    | {"scotland", "wales", "britain", "ireland", "europe", "london", "america", "american", "africa"}
    | {"asia", "france", "germany", "spain", "italy", "poland", "india", "pakistan", "china", "australia"}
    | {"canada", "syria", "iran", "iraq", "ukraine", "somalia", "sudan", "turkey", "greece", "portugal"}
    | {"brazil", "government", "parliament", "ni", "hr", "it", "cv", "dbs", "cmo", "great britain"}
    | {"united kingdom", "united states", "northern ireland", "home office", "new zealand"}
)
WORDS_TOO = frozenset(  # names that are English words: without a capital they are mostly the word
    {"will", "may", "mark", "bill", "rob", "sue", "pat", "frank", "rose", "hope", "faith", "grace"}
    | {"joy", "dawn", "jack", "rich", "art", "ray", "dean", "drew", "gene", "grant", "hunter", "iris"}
    | {"ivy", "jade", "june", "amber", "april", "august", "autumn", "summer", "lily", "mason", "max"}
    | {"miles", "nick", "olive", "pearl", "penny", "peter", "robin", "ruby", "sandy", "skip", "sterling"}
    | {"victor", "violet", "wade", "warren", "young", "brown", "green", "black", "white", "long", "short"}
    | {"small", "price", "cook", "baker", "bell", "wood", "woods", "field", "hill", "lake", "banks"}
    | {"reed", "stone", "west", "east", "north"}
)
LABELS = re.compile(  # what stands for a speaker without naming one
    r"(?-i:[A-Z]{1,3})[ _.-]?\d{0,4}|(?:id|no)?[ _.-]?\d{1,4}"
    r"|(?:interview(?:er|ee)|participant|respondent|moderator|facilitator|speaker|researcher|person|group"
    r"|unknown speaker|male|female|man|woman|focus group|voice|unknown|question|answer|all|several|other"
    r"|host|guest|chair|withdrawn|organisation|place|int|res|part|vol|mod|fac)s?"
    r"[ _.-]?(?:\d{1,4}|[A-Z])?(?: \(.*\))?",
    re.IGNORECASE,
)
PEOPLES = re.compile(r"\w+(?:ish|ian|ese|ean|can|ch|ic|lim)s?")  # English, Italian, Chinese: rarely names
