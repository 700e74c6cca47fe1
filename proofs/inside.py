"""One piece of a proof in a process of its own: `python -m proofs.inside module:function '{"argument": 1}'`."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

from proofs.surroundings import SAYS


def migrate() -> bool:
    """Draw up every table."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return True


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"{SAYS}{words}", file=sys.stderr, flush=True)


def main(task: str, arguments: str) -> int:
    """Run it, and print what it answers as one JSON line."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proofs.settings")
    django.setup()
    from kinkeeper.foundation.bulk import seldom_collecting

    module, _, function = task.partition(":")
    with seldom_collecting():
        print(json.dumps(getattr(import_module(module), function)(**json.loads(arguments))))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
