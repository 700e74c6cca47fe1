"""What a pack is asked for with, what its words are kept as, and what it is once composed. Plain values, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kinkeeper.foundation.jurisdiction import Helpline

NEUTRAL_TITLE = "Information for your family"


class Tie(StrEnum):
    """What the reader is to the person in custody. CHILD is a young reader, who is written to apart."""

    PARTNER = "partner"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    FRIEND = "friend"
    CHILD = "child"


class AgeBand(StrEnum):
    UNDER_5 = "under_5"
    FROM_5_TO_7 = "5_7"
    FROM_8_TO_12 = "8_12"
    FROM_13_TO_17 = "13_17"


class Told(StrEnum):
    """Whether the children of this home know. Unknown is NONE: not told until somebody says they are."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


class Inside(StrEnum):
    """Who is in custody, as far as words need to know: he, she, or they."""

    MAN = "man"
    WOMAN = "woman"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """On remand (waiting for a court to decide), sentenced, or not known to us."""

    REMAND = "remand"
    SENTENCED = "sentenced"
    UNKNOWN = "unknown"


class Audience(StrEnum):
    """Who reads a block: the adult; a young reader whose own pack it is; or a child handed the adult's loose page."""

    ADULT = "adult"
    CHILD = "child"
    PAGE = "page"


class SectionKey(StrEnum):
    """The parts of a pack, in the order they are read: the urgent first; last, a loose page for a child."""

    START = "start"
    WORRIED = "worried"
    VISITING = "visiting"
    BRING = "bring"
    COSTS = "costs"
    WRITING = "writing"
    MONEY = "money"
    CHILDREN = "children"
    FEELINGS = "feelings"
    HOME = "home"
    SCHOOL = "school"
    NEAR_HOME = "near_home"
    READING = "reading"
    HELPLINES = "helplines"
    NEXT = "next"
    CHILD_PAGE = "child_page"


class Insert(StrEnum):
    """A list that the program fills in below a block's words."""

    WORKER = "worker"
    SAFETY_LINE = "safety_line"
    PRISON_ADDRESS = "prison_address"
    CHOSEN = "chosen"
    NEAR_HOME = "near_home"
    READING = "reading"
    HELPLINES = "helplines"


class Fact(StrEnum):
    """What may or may not be known when a pack is made. A block may need some and lack others."""

    TOWN = "town"
    ADDRESS = "address"
    VISITS_PHONE = "visits_phone"
    VISITS_ONLINE = "visits_online"
    VISITS_TIMES = "visits_times"
    SAFETY_PHONE = "safety_phone"
    SAFETY_WORDS = "safety_words"
    BOOKING = "booking"
    BRING = "bring"
    ACCESS = "access"
    FAMILY_CONTACT = "family_contact"
    VISITORS_CENTRE = "visitors_centre"
    GETTING_THERE = "getting_there"
    ID_NEEDED = "id_needed"
    CHILDRENS_FACILITIES = "childrens_facilities"
    CHOSEN = "chosen"
    NEAR_HOME = "near_home"
    READING = "reading"
    HELPLINES = "helplines"
    CHILDREN = "children"
    FOSTERING = "fostering"


@dataclass(frozen=True, slots=True)
class PrisonFacts:
    """What is known of one prison. Everything may be missing: then the pack says whom to ring and ask.

    Words may run over several lines; those that begin with "- " become a list. Nothing else in them is markup.
    """

    name: str = ""
    town: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    visits_phone: str = ""
    visits_online: str = ""
    visits_times: str = ""
    safety_phone: str = ""
    safety_hours: str = ""
    safety_words: str = ""  # how to tell the prison of a worry, its number among the words
    booking: str = ""
    bring: str = ""
    access: str = ""
    family_contact: str = ""
    visitors_centre: str = ""
    getting_there: str = ""
    id_needed: str = ""
    childrens_facilities: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Somebody who can help, near the family's home or chosen for them. Name and words may tell of custody."""

    name: str
    phone: str
    what: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to read, watch or play that the worker chose for this family: what it is, who made it, how to get it."""

    title: str
    about: str = ""
    how_to_get: str = ""


@dataclass(frozen=True, slots=True)
class WorkerContact:
    """Whom the family rings: the service's neutral name, never one that tells of custody; phone; hours."""

    service: str
    phone: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom the cover is addressed; an empty one leaves the window blank, to be handed over."""

    name: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackRequest:
    """One family's pack for one prison.

    `children` are the age bands of the children of this home; for a young reader (tie CHILD), their own. `parent_word`
    is what the family calls the person inside: "Dad", "Mum", a first name, or "your relative". `made_on` dates the pack
    and decides which of `helplines`, the site's own list, are still good. `chosen` is what the worker picked. `reference`
    is the pack's own, and says nothing. `site` is our own address, for the square code; anything after the host is
    dropped, so it carries no trace.
    """

    jurisdiction: str
    reference: str
    made_on: date
    prison: PrisonFacts
    reader: Tie
    worker: WorkerContact
    children: tuple[AgeBand, ...] = ()
    told: Told = Told.NONE
    language: str = "en"
    parent_word: str = "your relative"
    remand: bool | None = None
    inside: Inside = Inside.UNKNOWN
    near_home: tuple[Service, ...] = ()
    chosen: tuple[Service, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    reading: tuple[Reading, ...] = ()
    addressee: Addressee = Addressee()
    site: str = ""

    @property
    def standing(self) -> Standing:
        if self.remand is None:
            return Standing.UNKNOWN
        return Standing.REMAND if self.remand else Standing.SENTENCED

    @property
    def may_tell(self) -> bool:
        """Whether what a child may open can carry the truth: only once every child of the home has been told."""
        return self.told is Told.ALL


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words. What people typed is only ever the text of a span: it is never read as markup."""

    text: str
    strong: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    items: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that somebody might say to a child."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Notice:
    """What must not be missed."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Address:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    phone: str
    hours: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Contacts:
    items: tuple[Contact, ...]


Part = Paragraph | Bullets | Steps | Words | Notice | Address | Contacts


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A block as it is kept: when it is for, and its words with {placeholders}. Empty conditions mean any."""

    id: str
    section: SectionKey
    order: int
    audience: Audience
    title: str
    parts: tuple[Part, ...]
    insert: Insert | None
    ties: frozenset[Tie]
    ages: frozenset[AgeBand]
    told: frozenset[Told]
    standings: frozenset[Standing]
    needs: frozenset[Fact]
    lacks: frozenset[Fact]
    tells: bool
    source: str
    reviewed: date


@dataclass(frozen=True, slots=True)
class Titles:
    """The fixed words of a pack in one language: section titles for adults and for young readers."""

    language: str
    sections: dict[SectionKey, str]
    young: dict[SectionKey, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """All the words of one jurisdiction, with what differs there already put in place."""

    blocks: tuple[SourceBlock, ...]
    titles: dict[str, Titles]


@dataclass(frozen=True, slots=True)
class Block:
    id: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a pack, with at least one block. `title` stands in the contents, `heading` above the words.

    `own_page`: a loose sheet, to be taken out and handed to a child, whose heading speaks to the child.
    """

    key: SectionKey
    title: str
    heading: str
    title_language: str
    blocks: tuple[Block, ...]
    own_page: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The outside: an address, who sent it, a reference. It must say nothing of why."""

    addressee: Addressee
    sender: str
    reference: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A composed pack. `sections` is never empty; `notice` is a line on language, or empty."""

    reference: str
    made_on: date
    language: str
    title: str
    cover: Cover
    sections: tuple[Section, ...]
    young_reader: bool
    phone: str
    notice: str = ""
    notice_language: str = "en"
    site: str = ""

    @property
    def file_name(self) -> str:
        """A name for the file that says nothing: information-K7QF-29MD.pdf."""
        return f"information-{self.reference}.pdf"
