"""`kinkeeper demo`: build the demo region if it does not stand yet, and serve it. `kinkeeper generate nation`, for benches."""

from __future__ import annotations

import argparse
import os
import time

from django.conf import settings
from django.core.management import call_command

from kinkeeper.demo.region.building import build_region, region_stands
from kinkeeper.demo.scale.commands import add_scale_commands
from kinkeeper.foundation import search
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, complain, say, say_json
from kinkeeper.foundation.serving import cannot_listen, serve
from kinkeeper.library.actions import import_catalogue


def add_commands(subcommands: Subcommands) -> None:
    """Add what makes invented worlds."""
    demo = add_command(subcommands, "demo", _demo, help="build the demo region if need be, and serve it")
    demo.add_argument("--address", default="127.0.0.1:8000", help="host:port to listen on (default: %(default)s)")
    demo.add_argument("--only-build", action="store_true", help="build it, and do not serve")
    add_scale_commands(command_group(subcommands, "generate", "invent events and prisons to try the feed with"))


def _demo(arguments: argparse.Namespace) -> int:
    if not settings.DEMO:
        complain("The demo switch is off. Set KINKEEPER_DEMO=1, never on a site with real families.")
        return 2
    if not arguments.only_build and (trouble := cannot_listen(arguments.address)):
        complain(trouble)
        return 2
    began = time.monotonic()
    call_command("migrate", interactive=False, verbosity=0)
    built = not region_stands()
    if built:
        say("Building Harrowmere, an invented county. It takes a moment the first time.")
        build_region()
    import_catalogue(by=SYSTEM)
    if built:
        search.rebuild()
    took = round(time.monotonic() - began, 1)
    if arguments.only_build:
        say_json({"built": built, "seconds": took})
        return 0
    # Letters with a code, packs and the sitemap name the address that is served; the web's processes read it as they start.
    os.environ.setdefault("KINKEEPER_SITE_URL", f"http://{arguments.address}")
    say(f"Ready after {took} seconds. Sign in as anyone: http://{arguments.address}/agency/personas/")
    return serve(address=arguments.address)
