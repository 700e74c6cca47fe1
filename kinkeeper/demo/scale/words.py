"""Invented names, places and numbers. Telephone numbers are of the ranges kept for drama, postcodes of an area that is none."""

from __future__ import annotations

import random

WOMEN = (
    "Amara", "Beth", "Carys", "Della", "Esme", "Fern", "Greta", "Hana", "Isla", "Jodie", "Keira", "Lowri", "Mina", "Nell",
    "Orla", "Posy", "Quilla", "Rosa", "Sadie", "Tamsin", "Una", "Violet", "Wren", "Yasmin", "Zara",
)  # fmt: skip
MEN = (
    "Alfie", "Bram", "Callum", "Danny", "Ellis", "Finn", "Gareth", "Harun", "Idris", "Joel", "Kofi", "Leon", "Marek",
    "Nico", "Osian", "Perry", "Quentin", "Rhys", "Samir", "Toby", "Umar", "Vince", "Wes", "Yusuf", "Zeb",
)  # fmt: skip
_FRONT = (
    "Alder", "Bracken", "Cinder", "Dapple", "Elder", "Farrow", "Gorse", "Hazel", "Ivy", "Juniper", "Kestrel", "Larch",
    "Marl", "Nettle", "Osier", "Pebble", "Quarry", "Rowan", "Sedge", "Thistle", "Umber", "Vetch", "Willow", "Yarrow",
)  # fmt: skip
_BACK = ("ford", "wick", "combe", "thorn", "well", "stow", "mere", "field", "holt", "gate", "croft", "lake", "dale", "march")
PLACES = tuple(front + back for front in _FRONT for back in _BACK)  # 336: towns, prisons and family names alike
_STREETS = ("Mill Lane", "Long Row", "Heron Way", "Old Quay", "Orchard Rise", "Station Walk", "Cloth Yard", "Bell Street")
LANGUAGES = ("English",) * 14 + ("Welsh", "Polish", "Urdu", "Romanian", "Punjabi", "Arabic")
ETHNICITIES = ("White British",) * 9 + ("Black Caribbean", "Black African", "Asian Pakistani", "Mixed", "Irish Traveller", "")
TIMES = ("after 5pm", "school hours", "not on Sundays", "mornings", "")
_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"


def phone(chance: random.Random) -> str:
    """A mobile or landline number kept for drama."""
    return f"{'07700 900' if chance.random() < 0.8 else '01632 960'}{int(chance.random() * 1000):03d}"


def address(chance: random.Random) -> str:
    return f"{1 + int(chance.random() * 180)} {chance.choice(_STREETS)}, {chance.choice(PLACES)}"


def postcode(chance: random.Random) -> str:
    """Within ZZ99, where no letter is delivered."""
    return f"ZZ99 {int(chance.random() * 10)}{chance.choice(_LETTERS)}{chance.choice(_LETTERS)}"


def prison_number(place: int) -> str:
    """The invented number of person `place`, in the shape of the prison service's: Y0001AB. Unlike for unlike places."""
    place, digits = divmod(place, 10_000)
    place, last = divmod(place, 23)
    first, middle = divmod(place, 23)
    return f"{'YXWV'[first]}{digits:04d}{_LETTERS[middle]}{_LETTERS[last]}"


def prison_code(place: int) -> str:
    """The invented code of prison `place`: three letters, the first a Y, which the public register has none of."""
    first, last = divmod(place, 26)
    return f"Y{chr(65 + first)}{chr(65 + last)}"
