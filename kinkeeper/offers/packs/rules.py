"""Which words go into a pack, and how what is known is put into them. Plain Python: no files, no clock, no Django.

The one rule that must never break: nothing that a child may open carries the truth before every child of the home has
been told it by those who love them. A child's block that tells is then left out, and so is every name that would tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlsplit

from kinkeeper.foundation.jurisdiction import Audience as LineAudience
from kinkeeper.foundation.jurisdiction import Helpline, Jurisdiction
from kinkeeper.offers.packs.types import (
    NEUTRAL_TITLE,
    Address,
    Audience,
    Block,
    Bullets,
    Contact,
    Contacts,
    Cover,
    Fact,
    Insert,
    Inside,
    Library,
    Pack,
    PackRequest,
    Paragraph,
    Part,
    Reading,
    Section,
    SectionKey,
    Service,
    SourceBlock,
    Span,
    Spans,
    Steps,
    Tie,
)

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PRONOUNS = {
    Inside.MAN: ("he", "him", "his", "himself", "s"),
    Inside.WOMAN: ("she", "her", "her", "herself", "s"),
    Inside.UNKNOWN: ("they", "them", "their", "themself", ""),
}
UNNAMED = "your relative"


def compose(request: PackRequest, place: Jurisdiction, library: Library) -> Pack:
    """The pack for that request: its sections in order, none of them empty, every placeholder filled."""
    facts = known_facts(request, place)
    values = placeholder_values(request, place)
    titles = library.titles.get(request.language, library.titles["en"])
    young = request.reader is Tie.CHILD
    sections: list[Section] = []
    for key in SectionKey:
        chosen = [block for block in library.blocks if block.section is key and is_for(block, request, facts)]
        if chosen:
            own_page = key is SectionKey.CHILD_PAGE
            sections.append(
                Section(
                    key=key,
                    title=fill((titles.young if young else titles.sections)[key], values),
                    heading=fill((titles.young if young or own_page else titles.sections)[key], values),
                    title_language=titles.language,
                    blocks=tuple(_block(block, request, place, values) for block in chosen),
                    own_page=own_page,
                )
            )
    notice = fill(titles.notice, values) if request.language != "en" else ""
    return Pack(
        reference=request.reference,
        made_on=request.made_on,
        language="en",
        title=NEUTRAL_TITLE,
        cover=Cover(request.addressee, request.worker.service, request.reference),
        sections=tuple(sections),
        young_reader=young,
        phone=request.worker.phone,
        notice=notice,
        notice_language=titles.language,
        site=bare_site(request.site),
    )


def is_for(block: SourceBlock, request: PackRequest, facts: frozenset[Fact]) -> bool:
    """Whether a block belongs in this pack. Empty conditions mean any."""
    return (
        _audience_fits(block, request)
        and (not block.ties or request.reader in block.ties)
        and (not block.ages or bool(block.ages & set(request.children)))
        and (not block.told or request.told in block.told)
        and (not block.standings or request.standing in block.standings)
        and block.needs <= facts
        and not block.lacks & facts
    )


def _audience_fits(block: SourceBlock, request: PackRequest) -> bool:
    if block.audience is Audience.ADULT:
        return request.reader is not Tie.CHILD
    if block.tells and not request.may_tell:
        return False
    return (block.audience is Audience.CHILD) == (request.reader is Tie.CHILD)


def known_facts(request: PackRequest, place: Jurisdiction) -> frozenset[Fact]:
    """What is known for this pack: of the prison, near the home, and of helplines that are still good."""
    prison = request.prison
    known = {
        Fact.TOWN: prison.town,
        Fact.ADDRESS: prison.address,
        Fact.VISITS_PHONE: prison.visits_phone,
        Fact.VISITS_ONLINE: prison.visits_online,
        Fact.VISITS_TIMES: prison.visits_times,
        Fact.SAFETY_PHONE: prison.safety_phone,
        Fact.SAFETY_WORDS: prison.safety_words,
        Fact.BOOKING: prison.booking,
        Fact.BRING: prison.bring,
        Fact.ACCESS: prison.access,
        Fact.FAMILY_CONTACT: prison.family_contact,
        Fact.VISITORS_CENTRE: prison.visitors_centre,
        Fact.GETTING_THERE: prison.getting_there,
        Fact.ID_NEEDED: prison.id_needed,
        Fact.CHILDRENS_FACILITIES: prison.childrens_facilities,
        Fact.CHOSEN: chosen_for(request),
        Fact.NEAR_HOME: services_for(request),
        Fact.READING: request.reading,
        Fact.HELPLINES: helplines_for(request, place),
        Fact.CHILDREN: request.children,
        Fact.FOSTERING: place.private_fostering,
    }
    return frozenset(fact for fact, value in known.items() if value)


def helplines_for(request: PackRequest, place: Jurisdiction) -> tuple[Helpline, ...]:
    """The helplines this reader may be given: checked lately, meant for them, and silent where a child may not know."""
    lines = tuple(line for line in request.helplines if place.is_checked_lately(line.checked, request.made_on))
    if request.reader is not Tie.CHILD:
        return lines
    own = tuple(line for line in lines if line.audience is not LineAudience.FAMILY)
    return own if request.may_tell else tuple(line for line in own if line.neutral)


def services_for(request: PackRequest) -> tuple[Service, ...]:
    """Help near home that this reader may be shown, without what was chosen for them besides."""
    named = {(one.name, one.phone) for one in request.chosen}
    return tuple(one for one in _that_may_tell(request, request.near_home) if (one.name, one.phone) not in named)


def chosen_for(request: PackRequest) -> tuple[Service, ...]:
    """Help that the worker chose, as far as this reader may be shown it."""
    return _that_may_tell(request, request.chosen)


def _that_may_tell(request: PackRequest, services: tuple[Service, ...]) -> tuple[Service, ...]:
    """None for a child of a home where somebody has not been told: nobody vouches that a service's words are silent."""
    return () if request.reader is Tie.CHILD and not request.may_tell else services


def placeholder_values(request: PackRequest, place: Jurisdiction) -> dict[str, str]:
    """What stands for each {placeholder}. None is ever empty; a capital first letter asks for one in the words too."""
    prison, worker = request.prison, request.worker
    parent = request.parent_word.strip() or UNNAMED
    fostering = place.private_fostering
    they, them, their, themself, s = _PRONOUNS[request.inside]
    small = {
        "parent": parent,
        "name_for_children": _name_for_children(parent, request.inside),
        "they": they,
        "them": them,
        "their": their,
        "themself": themself,
        "prison": prison.name or "the prison",
        "ask_prison": _whom_to_ask(request),
        "reach_prison": _whom_to_reach(request),
        "main_number": f"the prison’s main number ({prison.phone})" if prison.phone else "the prison’s main number",
        "town": prison.town,
        "visits_phone": prison.visits_phone,
        "visits_online": prison.visits_online,
        "visits_times": prison.visits_times,
        "safety_words": prison.safety_words,
        "booking": prison.booking,
        "bring": prison.bring,
        "access": prison.access,
        "family_contact": prison.family_contact,
        "visitors_centre": prison.visitors_centre,
        "getting_there": prison.getting_there,
        "id_needed": prison.id_needed,
        "childrens_facilities": prison.childrens_facilities,
        "service": worker.service,
        "service_phone": worker.phone,
        "emergency": place.emergency_phone,
        "fostering_days": str(fostering.days) if fostering else "",
        "fostering_tell": fostering.tell if fostering else "",
        **{str(role): words for role, words in place.roles.items()},
    }
    capital = {name[0].upper() + name[1:]: words[:1].upper() + words[1:] for name, words in small.items()}
    return {**small, **capital, "s": s}


def _name_for_children(parent: str, inside: Inside) -> str:
    if parent != UNNAMED:
        return parent
    return {Inside.MAN: "Dad", Inside.WOMAN: "Mum", Inside.UNKNOWN: "somebody you love"}[inside]


def _whom_to_ask(request: PackRequest) -> str:
    if request.prison.visits_phone:
        return f"ring the visits line on {request.prison.visits_phone} and ask"
    if request.prison.phone:
        return f"ring the prison on {request.prison.phone} and ask"
    return f"ring us on {request.worker.phone}, and we will find out"


def _whom_to_reach(request: PackRequest) -> str:
    """For what cannot wait: the prison's own number comes before the visits line."""
    if request.prison.phone:
        return f"ring the prison on {request.prison.phone}"
    if request.prison.visits_phone:
        return f"ring the visits line on {request.prison.visits_phone}"
    return f"ring us on {request.worker.phone}"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The words with each {placeholder} replaced once; what is put in is not read again. KeyError if unknown."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def placeholders(block: SourceBlock) -> frozenset[str]:
    """The names of the placeholders in a block's title and words."""
    words: list[str] = [block.title]

    def note(spans: Spans) -> Spans:
        words.extend(span.text for span in spans)
        return spans

    for part in block.parts:
        _with_spans(part, note)
    return frozenset(name for text in words for name in _PLACEHOLDER.findall(text))


def _block(block: SourceBlock, request: PackRequest, place: Jurisdiction, values: Mapping[str, str]) -> Block:
    def filled(spans: Spans) -> Spans:
        return tuple(replace(span, text=fill(span.text, values)) for span in spans)

    parts: list[Part] = []
    for part in block.parts:
        alone = _placeholder_alone(part)
        parts += typed_parts(values[alone]) if alone else [_with_spans(part, filled)]
    if block.insert:
        parts.append(_inserted(block.insert, request, place))
    return Block(id=block.id, title=fill(block.title, values), parts=tuple(parts))


def _placeholder_alone(part: Part) -> str:
    """The name of the placeholder that is all of a paragraph; empty for any other part."""
    if not isinstance(part, Paragraph) or len(part.spans) != 1:
        return ""
    found = _PLACEHOLDER.fullmatch(part.spans[0].text.strip())
    return found[1] if found else ""


def typed_parts(words: str) -> list[Part]:
    """What somebody typed, as paragraphs and lists: by empty lines and leading dashes alone, so it is never markup."""
    parts: list[Part] = []
    for piece in re.split(r"\n\s*\n", words.strip()):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        for dashed, group in groupby(lines, key=lambda line: line.startswith("- ")):
            if dashed:
                parts.append(Bullets(tuple((Span(line.removeprefix("- ")),) for line in group)))
            else:
                parts.append(Paragraph((Span(" ".join(group)),)))
    return parts


def _with_spans(part: Part, change: Callable[[Spans], Spans]) -> Part:
    if isinstance(part, Address | Contacts):
        return part
    if isinstance(part, Bullets | Steps):
        return replace(part, items=tuple(change(item) for item in part.items))
    return replace(part, spans=change(part.spans))


def _inserted(insert: Insert, request: PackRequest, place: Jurisdiction) -> Part:
    worker, prison = request.worker, request.prison
    match insert:
        case Insert.WORKER:
            return Contacts((Contact(worker.service, worker.phone, worker.hours),))
        case Insert.SAFETY_LINE:
            name = f"Safety line, {prison.name}" if prison.name else "The prison’s safety line"
            return Contacts((Contact(name, prison.safety_phone, prison.safety_hours),))
        case Insert.PRISON_ADDRESS:
            return Address(tuple(line for line in (prison.name, *prison.address) if line))
        case Insert.CHOSEN:
            return _services(chosen_for(request))
        case Insert.NEAR_HOME:
            return _services(services_for(request))
        case Insert.READING:
            return Bullets(tuple(_reading(one) for one in request.reading))
        case Insert.HELPLINES:
            return Contacts(
                tuple(Contact(line.name, line.phone, line.hours, line.says) for line in helplines_for(request, place))
            )


def _services(services: tuple[Service, ...]) -> Contacts:
    return Contacts(tuple(Contact(one.name, one.phone, one.hours, one.what) for one in services))


def _reading(one: Reading) -> Spans:
    more = ". ".join(words.rstrip(".") for words in (one.about, one.how_to_get) if words)
    stop = "" if one.title.endswith((".", "?", "!")) else "."
    return (Span(one.title, strong=True), *((Span(f"{stop} {more}."),) if more else ()))


def bare_site(address: str) -> str:
    """Our own address cut back to its host, so that a square code carries no trace. Empty if it is not https."""
    parts = urlsplit(address)
    return f"https://{parts.netloc}/" if parts.scheme == "https" and parts.hostname and not parts.username else ""
