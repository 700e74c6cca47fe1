"""`kinkeeper ingest`, `feed` and `generate`: taking in files, looking after feeds, and events to try it with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from kinkeeper.agencies.queries import agency_named, only_feed_owner
from kinkeeper.custody.types import Source
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.bulk import seldom_collecting
from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, complain, say, say_json
from kinkeeper.intake import actions, generate, queries
from kinkeeper.intake.errors import NoSuchFeed
from kinkeeper.intake.models import Feed
from kinkeeper.intake.rules import lines_of, pieces_of
from kinkeeper.intake.types import Refusal


def add_commands(subcommands: Subcommands) -> None:
    """Add what a site's keeper does with events at a terminal."""
    ingest = command_group(subcommands, "ingest", "take in custody events")
    hmpps = add_command(ingest, "hmpps", _ingest, help="take in a file of the prison service's published events")
    hmpps.add_argument("file", metavar="FILE", help="JSON Lines, gzip or not; - reads standard input")
    hmpps.add_argument("--feed", default="", help="whose file it is: what is refused is shown to this feed's owner")
    retry = add_command(ingest, "retry", _retry, help="try again what was refused")
    retry.add_argument("--feed", default="", help="only what this feed sent")

    feed = command_group(subcommands, "feed", "look after the feeds that deliver custody events")
    add = add_command(feed, "add", _add_feed, help="add a feed and show its token, this once")
    add.add_argument("name", metavar="NAME")
    add.add_argument(
        "--agency",
        default="",
        help="name or reference of the agency that owns it (default: the only one whose kind is feed_owner)",
    )
    rotate = add_command(feed, "rotate", _rotate, help="give a feed a new token and show it, this once")
    rotate.add_argument("name", metavar="NAME")
    rotate.add_argument(
        "--overlap-hours", type=_hours, default=24.0, help="how long the old token stays good (default: %(default)g; 0: not)"
    )

    made = command_group(subcommands, "generate", "invent events and prisons to try the feed with")
    events = add_command(made, "events", _generate_events, help="write N invented events in the published shapes")
    events.add_argument("count", metavar="N", type=_count)
    events.add_argument("--seed", type=int, default=1, help="the same seed writes the same file (default: %(default)s)")
    events.add_argument("--out", default="-", help="the file; gzip if it ends in .gz (default: standard output)")
    events.add_argument("--shuffled", type=int, metavar="SEED", help="write them in a random order instead")
    prisons = add_command(made, "prisons", _generate_prisons, help="write the invented prisons, as the register would")
    prisons.add_argument("--out", default="-", help="the file (default: standard output)")


def _ingest(arguments: argparse.Namespace) -> int:
    feed = _feed(arguments.feed) if arguments.feed else queries.only_feed()
    try:
        with (
            nullcontext(sys.stdin.buffer) if arguments.file == "-" else Path(arguments.file).open("rb") as stream,
            seldom_collecting(),
        ):
            outcome = actions.read_in(by=SYSTEM, feed=feed, lines=lines_of(pieces_of(stream)), source=Source.FILE)
    except OSError as problem:
        complain(f"{arguments.file}: {problem.strerror}")
        return 2
    for line, reason in outcome.refusals:
        complain(f"line {line}: {reason}")
    if outcome.count.refused > len(outcome.refusals):
        complain(f"and {outcome.count.refused - len(outcome.refusals)} more")
    if any(reason == Refusal.UNKNOWN_PRISON for _, reason in outcome.refusals):
        complain(
            "A prison is not known here: `kinkeeper import prisons FILE` brings it in, then `kinkeeper ingest retry` takes"
            " these too. The prisons of invented events come from `kinkeeper generate prisons`."
        )
    say_json(asdict(outcome.count))
    return 1 if outcome.count.refused else 0


def _retry(arguments: argparse.Namespace) -> int:
    rows = queries.refused_by_feed(_feed(arguments.feed)) if arguments.feed else None
    count = actions.retry(by=SYSTEM, rows=rows)
    say_json(asdict(count))
    return 1 if count.refused else 0


def _add_feed(arguments: argparse.Namespace) -> int:
    agency = agency_named(arguments.agency) if arguments.agency else only_feed_owner()
    if agency is None:
        complain("Say whose feed it is: --agency NAME, the name or reference of an agency here.")
        return 2
    feed, token = actions.add_feed(by=SYSTEM, name=arguments.name, agency=agency.pk)
    say("This token is shown once. Keep it where the sender's secrets are kept.")
    say_json({"feed": feed.name, "reference": feed.reference, "token": token})
    return 0


def _rotate(arguments: argparse.Namespace) -> int:
    feed = _feed(arguments.name)
    token = actions.rotate_token(by=SYSTEM, feed=feed, overlap=timedelta(hours=arguments.overlap_hours))
    say(f"This token is shown once. The old one stays good for {arguments.overlap_hours:g} hours.")
    say_json({"feed": feed.name, "reference": feed.reference, "token": token})
    return 0


def _generate_events(arguments: argparse.Namespace) -> int:
    lines: Iterable[bytes] = generate.event_lines(arguments.count, seed=arguments.seed)
    if arguments.shuffled is not None:
        lines = generate.shuffled(lines, seed=arguments.shuffled)
    return _put(lines, arguments.out)


def _generate_prisons(arguments: argparse.Namespace) -> int:
    return _put([generate.prison_register()], arguments.out)


def _put(lines: Iterable[bytes], out: str) -> int:
    if out == "-":
        for line in lines:
            sys.stdout.buffer.write(line + b"\n")
        return 0
    try:
        written = generate.write_lines(lines, Path(out))
    except OSError as problem:
        complain(f"{out}: {problem.strerror}")
        return 2
    say_json({"written": written, "file": out})
    return 0


def _feed(name: str) -> Feed:
    feed = queries.feed_named(name)
    if feed is None:
        raise NoSuchFeed
    return feed


def _hours(word: str) -> float:
    hours = float(word)
    if not 0 <= hours <= 24 * 90:
        raise argparse.ArgumentTypeError("between 0 and 2160 hours")
    return hours


def _count(word: str) -> int:
    count = int(word)
    if count < 0:
        raise argparse.ArgumentTypeError("zero or more")
    return count
