"""Which words go into a pack: every combination composes, and no child is told by it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from functools import cache
from itertools import chain, combinations, product

import pytest

from kinkeeper.foundation.jurisdiction import Audience as LineAudience
from kinkeeper.foundation.jurisdiction import jurisdiction, names
from kinkeeper.offers.packs import rules
from kinkeeper.offers.packs.content import library, spans
from kinkeeper.offers.packs.making import make_pack
from kinkeeper.offers.packs.types import (
    Address,
    AgeBand,
    Audience,
    Block,
    Bullets,
    Contacts,
    Inside,
    Pack,
    PackRequest,
    PrisonFacts,
    SectionKey,
    Span,
    Steps,
    Tie,
    Told,
    WorkerContact,
)

Ask = Callable[..., PackRequest]
ADULTS = [tie for tie in Tie if tie is not Tie.CHILD]
AGES = [tuple(some) for size in range(len(AgeBand) + 1) for some in combinations(AgeBand, size)]
TELLING = re.compile(
    r"\b(prison|jail|custody|courts?|judge|police|arrest|sentence|remand|bail|cells?|officer|guard|crime|criminal|visit|visits"
    r"|visiting|lawyer|solicitor|locked|released?|law|castle)",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"\b(offenders?|inmates?|convicts?|felons?|criminals?|broken (family|families|homes?)|prisoner’s child|lags?)\b",
    re.IGNORECASE,
)


def words_of(block: Block) -> str:
    said = [block.title]
    for part in block.parts:
        if isinstance(part, Bullets | Steps):
            said += ["".join(span.text for span in item) for item in part.items]
        elif isinstance(part, Contacts):
            said += [text for item in part.items for text in (item.name, item.phone, item.hours, item.says)]
        elif isinstance(part, Address):
            said += part.lines
        else:
            said.append("".join(span.text for span in part.spans))
    return "\n".join(said)


def all_words(pack: Pack) -> str:
    titles = [title for section in pack.sections for title in (section.title, section.heading)]
    return "\n".join([pack.title, pack.notice, *titles, *map(words_of, blocks_of(pack))])


def blocks_of(pack: Pack) -> Iterator[Block]:
    return chain.from_iterable(section.blocks for section in pack.sections)


def every_request(start: PackRequest, code: str) -> Iterator[PackRequest]:
    """Every tie, age, telling and standing: with all facts known, with none, and with what a prison's own page says."""
    nothing = {"prison": PrisonFacts(), "near_home": (), "chosen": (), "helplines": (), "reading": ()}
    bare = replace(start, **nothing, inside=Inside.UNKNOWN, parent_word="")
    page = replace(
        start,
        prison=PrisonFacts(
            name="Harrowmere Castle",
            visits_phone="01632 960201",
            booking="Ring the line.\n\nHave the number ready.",
            bring="- A passport\n- Coins for the locker",
            access="No steps.",
            family_contact="Ask for Moira on 01632 960202.",
            safety_words="Ring 0808 157 0110 at any time.",
        ),
    )
    for full, tie, ages, told, remand in product((start, bare, page), Tie, AGES, Told, (None, True, False)):
        yield replace(full, jurisdiction=code, reader=tie, children=ages, told=told, remand=remand)


@cache
def assert_whole(block: Block) -> None:
    """Nothing is missing from a block's words, and nothing is in them that must not be."""
    words = words_of(block)
    assert block.parts, block.id
    assert not re.search(r"[{}]|\*\*|  |\.\.|\( ?\)|^ | $|\bNone\b", words, re.MULTILINE), (block.id, words)
    assert not FORBIDDEN.search(words), (block.id, words)


@pytest.mark.parametrize("code", names())
def test_every_combination_composes_and_every_block_is_reached(code: str, ask: Ask) -> None:
    reached: set[str] = set()
    for request in every_request(ask(), code):
        pack = make_pack(request)
        reached |= {block.id for block in blocks_of(pack)}
        keys = {section.key for section in pack.sections}
        least = {SectionKey.START, SectionKey.SCHOOL, SectionKey.HELPLINES, SectionKey.NEXT}
        if request.reader is not Tie.CHILD:
            unsaid = {SectionKey.CHILD_PAGE, SectionKey.FEELINGS} | (set() if request.reading else {SectionKey.READING})
            least = set(SectionKey) - unsaid
        assert least <= keys, request
        assert all(section.blocks and section.title and section.heading for section in pack.sections)
        for block in blocks_of(pack):
            assert_whole(block)

    unreached = {block.id for block in library(code).blocks} - reached
    assert unreached == set()


def test_without_a_live_helpline_the_reader_is_told_whom_to_ring(ask: Ask) -> None:
    before_any_check = ask(made_on=date(2026, 1, 1))
    never_rung = ask(helplines=tuple(replace(line, checked=None) for line in ask().helplines))
    long_ago = ask(jurisdiction="scotland", made_on=date(2027, 6, 1))

    for request in (before_any_check, never_rung, long_ago, replace(before_any_check, reader=Tie.CHILD)):
        section = next(part for part in make_pack(request).sections if part.key is SectionKey.HELPLINES)
        assert "01632 960101" in words_of(section.blocks[0])


@pytest.mark.parametrize("told", [Told.NONE, Told.SOME])
def test_a_child_who_has_not_been_told_is_not_told(told: Told, ask: Ask) -> None:
    for code, ages, remand in product(names(), AGES, (None, True, False)):
        request = ask(jurisdiction=code, reader=Tie.CHILD, told=told, children=ages, remand=remand, parent_word="Dad")

        words = all_words(make_pack(request))

        assert not TELLING.search(words), TELLING.search(words)


def test_no_loose_page_for_a_child_until_all_are_told(ask: Ask) -> None:
    for tie, told in product(ADULTS, Told):
        keys = {section.key for section in make_pack(ask(reader=tie, told=told)).sections}
        assert (SectionKey.CHILD_PAGE in keys) is (told is Told.ALL)


def test_the_loose_page_comes_last_and_speaks_to_the_child(ask: Ask) -> None:
    page = make_pack(ask()).sections[-1]

    assert (page.key, page.own_page, page.title, page.heading) == (
        SectionKey.CHILD_PAGE,
        True,
        "A page for your child",
        "A page for you",
    )


def test_words_for_children_that_do_not_tell_are_true_to_their_label() -> None:
    young_titles = library("demo_region").titles["en"].young
    assert not TELLING.search(" ".join(young_titles.values()))
    allowed = {"parent", "Parent", "service", "service_phone", "emergency", "name_for_children"}
    for block in library("demo_region").blocks:
        if block.audience is Audience.ADULT or block.tells:
            continue
        assert rules.placeholders(block) <= allowed, block.id
        plain = words_of(Block(block.id, block.title, block.parts))
        assert not TELLING.search(plain), (block.id, TELLING.search(plain))


def test_children_who_know_are_spoken_to_plainly(ask: Ask) -> None:
    young = make_pack(ask(reader=Tie.CHILD, children=(AgeBand.FROM_13_TO_17,)))

    assert young.young_reader
    assert "who is in prison" in all_words(young)
    assert [section.title for section in young.sections][:2] == ["Start here", "If you are worried"]


def test_a_line_whose_name_tells_waits_until_the_child_knows(ask: Ask) -> None:
    place = jurisdiction("demo_region")
    telling = replace(place.helplines[0], name="Prison Families Line", audience=LineAudience.ANYONE, neutral=False)
    young = ask(reader=Tie.CHILD, helplines=(telling,))

    assert rules.helplines_for(replace(young, told=Told.SOME), place) == ()
    assert rules.helplines_for(young, place) == (telling,)


def test_only_silent_lines_and_no_services_reach_a_child_who_has_not_been_told(ask: Ask) -> None:
    untold = ask(reader=Tie.CHILD, told=Told.NONE)
    place = jurisdiction("demo_region")

    assert rules.services_for(untold) == ()
    assert [line.name for line in rules.helplines_for(untold, place)] == [
        "The Listening Line",
        "Young Voices",
        "Safe at Home Harrowmere",
    ]
    assert len(rules.services_for(replace(untold, told=Told.ALL))) == 2


def test_help_that_the_worker_chose_is_printed_once_and_never_for_a_child_not_told(ask: Ask) -> None:
    twice = ask(chosen=(*ask().chosen, *ask().near_home), children=())
    words = all_words(make_pack(twice))

    assert [words.count(said) for said in ("Mill Lane Children’s Centre", "Tuesday football", "Tuesday, 4pm to 6pm")] == [
        1,
        1,
        1,
    ]
    untold = ask(reader=Tie.CHILD, told=Told.NONE)
    assert rules.chosen_for(untold) == ()
    assert rules.chosen_for(replace(untold, told=Told.ALL)) == untold.chosen


def test_no_unchecked_helpline_reaches_anybody(ask: Ask) -> None:
    for code in names():
        unchecked = [line for line in jurisdiction(code).helplines if line.checked is None]
        assert unchecked
        for tie, told in product(Tie, Told):
            lines = jurisdiction(code).helplines
            words = all_words(make_pack(ask(jurisdiction=code, reader=tie, told=told, helplines=lines)))
            assert not any(line.phone in words or line.name in words for line in unchecked)


def test_the_safety_line_comes_first(ask: Ask) -> None:
    worried = next(section for section in make_pack(ask()).sections if section.key is SectionKey.WORRIED)

    assert worried.blocks[0].id == "worried-line"
    assert "0808 157 0110" in words_of(worried.blocks[0])


@pytest.mark.parametrize(
    ("prison", "expected"),
    [
        (PrisonFacts(phone="01632 960200"), "Ring the prison on 01632 960200, and say"),
        (PrisonFacts(visits_phone="01632 960201"), "Ring the visits line on 01632 960201, and say"),
        (PrisonFacts(), "Ring us on 01632 960101, and say"),
    ],
)
def test_without_a_safety_line_it_says_whom_to_ring(prison: PrisonFacts, expected: str, ask: Ask) -> None:
    worried = next(part for part in make_pack(ask(prison=prison)).sections if part.key is SectionKey.WORRIED)

    assert expected in words_of(worried.blocks[0])


@pytest.mark.parametrize("fact", [field.name for field in fields(PrisonFacts)])
def test_every_fact_of_a_prison_is_told_and_may_be_missing(fact: str, ask: Ask) -> None:
    known = ask()
    if fact == "safety_words":  # the line itself is enough, where its number is known
        known = replace(known, prison=replace(known.prison, safety_phone=""))
    missing = replace(known, prison=replace(known.prison, **{fact: getattr(PrisonFacts(), fact)}))

    assert all_words(make_pack(missing)) != all_words(make_pack(known))


def test_a_pack_is_told_in_the_words_of_its_place(ask: Ask) -> None:
    said = {code: all_words(make_pack(ask(jurisdiction=code, remand=False))) for code in names()}

    assert "visiting order" in said["england_and_wales"]
    assert "visiting order" in said["demo_region"]
    assert "Every prison in Scotland has a family contact officer" in said["scotland"]
    assert "family support officers: prison officers" in said["northern_ireland"]
    assert "council tax should go down" not in said["northern_ireland"]


def test_private_fostering_is_told_to_a_friend_who_has_the_children(ask: Ask) -> None:
    def told(**different: object) -> bool:
        return "private fostering" in all_words(make_pack(ask(**different)))

    assert told(reader=Tie.FRIEND)
    assert not told(reader=Tie.FRIEND, children=())
    assert not told(reader=Tie.GRANDPARENT)


def test_welsh_headings_say_that_the_rest_is_english(ask: Ask) -> None:
    pack = make_pack(ask(language="cy"))

    assert (pack.sections[0].title, pack.sections[0].title_language) == ("Dechreuwch yma", "cy")
    assert (pack.language, pack.notice_language) == ("en", "cy")
    assert "Saesneg" in pack.notice


def test_a_language_we_lack_falls_back_and_says_so(ask: Ask) -> None:
    pack = make_pack(ask(language="pl"))

    assert pack.sections[0].title == "Start here"
    assert pack.notice.startswith("We do not have these pages in your language yet.")
    assert make_pack(ask()).notice == ""


@pytest.mark.parametrize(
    ("inside", "expected"),
    [(Inside.MAN, "hurt himself"), (Inside.WOMAN, "hurt herself"), (Inside.UNKNOWN, "hurt themself")],
)
def test_words_fit_him_or_her_or_them(inside: Inside, expected: str, ask: Ask) -> None:
    assert expected in all_words(make_pack(ask(inside=inside)))


def test_your_relative_has_a_name_that_children_use(ask: Ask) -> None:
    words = all_words(make_pack(ask(parent_word="your relative", inside=Inside.WOMAN)))

    assert "Mum is safe" in words
    assert "Your relative agreed" in words


def test_what_people_type_is_never_read_again(ask: Ask) -> None:
    pack = make_pack(ask(parent_word="{service} **bold**\n- x"))

    assert "{service} **bold**\n- x" in all_words(pack)


def test_the_same_request_makes_the_same_pack(ask: Ask) -> None:
    assert make_pack(ask()) == make_pack(ask())


def test_the_files_name_says_nothing(ask: Ask) -> None:
    pack = make_pack(ask())

    assert pack.file_name == "information-K7QF-29MD.pdf"
    assert not TELLING.search(f"{pack.title} {pack.file_name} {pack.cover}")


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://kin.example.org/pack/K7QF?who=rosa#x", "https://kin.example.org/"),
        ("https://kin.example.org:8443", "https://kin.example.org:8443/"),
        ("https://rosa:secret@kin.example.org/", ""),
        ("http://kin.example.org/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_the_square_code_carries_no_trace(address: str, bare: str) -> None:
    assert rules.bare_site(address) == bare


def test_bold_is_marked_before_anything_is_put_in() -> None:
    assert spans("Ring **{emergency}** now.") == (Span("Ring "), Span("{emergency}", strong=True), Span(" now."))


def test_the_rules_know_no_django() -> None:
    code = (
        "import sys, kinkeeper.offers.packs.rules, kinkeeper.offers.packs.content\n"
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_neutral_name_is_all_the_cover_has(ask: Ask) -> None:
    cover = make_pack(ask(worker=WorkerContact("The Lantern", "01632 960101"))).cover

    assert (cover.sender, cover.reference, cover.addressee.name) == ("The Lantern", "K7QF-29MD", "Rosa Quill")


def test_what_a_prison_typed_is_set_in_lists_and_paragraphs_and_is_never_markup() -> None:
    words = "- Bus 9\n- A **free** minibus\nBook it.\n\nOr {parent} walks."
    found = rules.typed_parts(words)
    assert [type(part).__name__ for part in found] == ["Bullets", "Paragraph", "Paragraph"]
    assert [[span.text for span in item] for item in found[0].items] == [["Bus 9"], ["A **free** minibus"]]  # type: ignore[union-attr]
    assert [[span.text for span in part.spans] for part in found[1:]] == [["Book it."], ["Or {parent} walks."]]  # type: ignore[union-attr]


def test_the_prisons_own_words_about_a_worry_stand_first(ask: Ask) -> None:
    pack = make_pack(ask(prison=PrisonFacts(name="Harrowmere Castle", safety_words="Ring 0808 157 0110 at any time.")))
    worried = next(section for section in pack.sections if section.key is SectionKey.WORRIED)
    assert worried.blocks[0].id == "worried-line-words"
    assert "Ring 0808 157 0110 at any time." in words_of(worried.blocks[0])
