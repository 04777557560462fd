"""The words by which doubtful codes give themselves away, as tables."""

from __future__ import annotations

import re


def _any(words: str) -> re.Pattern[str]:
    """A pattern for any of the words, given as beginnings where they end in a star."""
    parts = [re.escape(word).replace(r"\*", r"\w*").replace("_", r"\s+") for word in words.split()]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


ACTIVITIES = _any(
    "training trainings workshop workshops session sessions course courses seminar seminars meeting"
    " meetings newsletter newsletters leaflet* campaign* class classes webinar* conference* event events"
    " lecture* visit visits activity activities programme programmes program programs intervention*"
    " curriculum funding grant grants app apps website* helpline* outreach screening service services"
    " project projects"
)
REASONINGS = _any(
    "feel feels feeling felt think thinks thinking thought believ* trust* want wants wanting wish* hope"
    " hopes hoping fear fears afraid worr* judg* decid* see sees seeing understand* realis* realiz*"
    " recogni* know knows knowing learn* expect* confiden* motivat* inspir* encourag* persuad* convinc*"
    " reassur* respond* response* react* accept* commit* hesitat* reluctan* resist* doubt* hold_back"
    " follow follows find finds value values valued care cares dare dares choose* reckon* conclude*"
    " identif* belong* grasp* lose_heart tire tires defer defers so_that safe credible willing unwilling"
    " interest* attract* empower* respect* asham* proud pride hears heard buy_in ownership reason*"
    " weigh* compar* open_up engag* draw* deter* pull_apart"
)
DIRECTIONS = _any(
    "more less fewer better worse higher lower greater smaller stronger weaker closer longer shorter"
    " earlier later faster slower quicker smoother safer healthier happier cheaper wider new no_longer"
    " improv* increas* decreas* reduc* rise* rising fall* grow* grew drop* chang* shift* gain* los* lost"
    " win* stop* start* begin* ceas* end ends ended becom* becam* turn* break* broken build* built"
    " strengthen* weaken* widen* narrow* spread* last lasts lasting continu* sustain* surviv* fail*"
    " achiev* complet* adopt* take_up taken_up take_on takes_on influenc* shape* design* redesign*"
    " develop* form* forms known recogni* commission* bought deliver* prevent* avoid* recover* heal*"
    " return* leav* leave stay stays stayed remain* join* take_part takes_part move* get gets come comes"
    " came down up out differently different easier harder sav* cost_less learn* learnt brought bring*"
    " pleased content satisf*"
)
VAGUE_ACTORS = re.compile(
    r"\b(?:stakeholders?|everyone|everybody|someone|somebody|actors?|parties|individuals|they"
    r"|people(?! (?:who|whom|whose|in|from|with|at|of|on|for|using|living|close)\b))\b",
    re.IGNORECASE,
)
NAMED_ACTORS = _any(
    "staff user users client* patient* partner partners lead leads leader* nurse* doctor* teacher*"
    " pupil* student* parent* child children famil* officer* manager* worker* prisoner* offender*"
    " tenant* resident* carer* provider* commissioner* funder* charit* council* bod* organisation*"
    " organization* team teams member members neighbour* neighbor* volunteer* participant* peer peers"
    " coach* mentor* practitioner* professional* employee* employer* citizen* group groups sector*"
    " department* newcomer* buyer* adviser* advisor* women men mother* father* youth young_people"
    " colleague* authorit* service_users learner* researcher* developer* trainee* owner* farmer*"
    " household* communit* minister* governor*"
)
DOINGS_OF_THE_PROGRAMME = re.compile(
    r"\b(?:the|our|this) (?:programme|program|intervention|pilot|project|scheme|training|initiative)"
    r" (?:offers?|provides?|gives?|delivers?|trains?|teaches|pays|supports?|runs?|helps?"
    r"|is (?:delivered|offered|provided|run))\b",
    re.IGNORECASE,
)
_COMMON = frozenset(  # words that carry no meaning of their own
    re.findall(
        r"\w+",
        "a an and are as at be been both but by can do does each for from has have how if in into is it"
        " its more no not of on one or other others so some such than that the their them there these they"
        " this those through to was were what when where which who whom whose will with without people own"
        " about over out up may any all",
    )
)
_ENDINGS = re.compile(r"(?:ations?|ments?|ings?|ings|ed|es|s|ly)$")


def content_words(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, in lower case, cut of their commonest endings."""
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return frozenset(
        _ENDINGS.sub("", word) if len(word) > 4 else word for word in words if word not in _COMMON
    )
