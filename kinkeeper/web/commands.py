"""`kinkeeper migrate`, `serve`, `tick` and `work`: running the site; `kinkeeper import pages`: its seed set."""

from __future__ import annotations

import argparse
import runpy
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, complain, say, say_json
from kinkeeper.foundation.errors import BadSetting
from kinkeeper.foundation.recurring import run_duties
from kinkeeper.foundation.serving import PROCESSES, serve
from kinkeeper.web import search_commands
from kinkeeper.web.site.actions import load_pages
from kinkeeper.web.walls import grant_to, raise_walls, standing


def add_commands(subcommands: Subcommands) -> None:
    """Add the commands that run the site."""
    taking_in = command_group(subcommands, "import", "take in what others keep")
    add_command(taking_in, "pages", _pages, help="the public site's pages, helplines, collections and facts")
    add_command(subcommands, "migrate", _migrate, help="bring the database up to this version")
    serve = add_command(subcommands, "serve", _serve, help="run the site: web, worker, tick and sealer together")
    serve.add_argument("--address", default="127.0.0.1:8000", help="host:port to listen on (default: %(default)s)")
    serve.add_argument("--workers", type=int, default=PROCESSES, help="web processes, two a processor (default: %(default)s)")
    add_command(subcommands, "tick", _tick, help="do the recurring work once")
    add_command(subcommands, "work", _work, help="run queued jobs until stopped")
    bench = add_command(subcommands, "bench", _bench, help="measure: feed, orders, pages, decide, … or all")
    bench.add_argument("name", metavar="NAME", help="which; a name that is not one shows them all")
    bench.add_argument("words", nargs=argparse.REMAINDER, help="what that one takes: see its own --help")
    add_command(subcommands, "status", _status, help="the version, the database and what waits to be migrated")
    search_commands.add_commands(subcommands)
    database = command_group(subcommands, "database", "who may do what in PostgreSQL")
    roles = add_command(database, "roles", _roles, help="as the owner: let the web's role do what it needs, and no more")
    roles.add_argument("--app-role", required=True, metavar="NAME", help="the role in the web's DATABASE_URL")
    add_command(database, "check", _check_wall, help="does row security stand before whoever DATABASE_URL names?")


def _pages(_: argparse.Namespace) -> int:
    require_database()
    say_json(load_pages(by=SYSTEM))
    return 0


def require_database() -> None:
    """Raise BadSetting, naming the variable, when the database cannot be reached."""
    try:
        connection.ensure_connection()
    except DatabaseError as problem:
        first_line = str(problem).strip().splitlines()[0]
        raise BadSetting(
            f"DATABASE_URL: the database cannot be reached ({first_line}). Start it, or put the address of one that runs."
        ) from problem


def pending_migrations() -> list[str]:
    """The migrations that this version has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _migrate(_: argparse.Namespace) -> int:
    require_database()
    waiting = pending_migrations()
    call_command("migrate", interactive=False, verbosity=0)
    say_json({"migrated": waiting, "walls": raise_walls()})
    return 0


def _roles(arguments: argparse.Namespace) -> int:
    require_database()
    if connection.vendor != "postgresql":
        complain("Roles are for PostgreSQL. On SQLite whoever can read the file can read it all.")
        return 2
    walls = raise_walls()
    made = grant_to(arguments.app_role)
    if made:
        say(f"The role {arguments.app_role} was made. Give it a password before it can come in: ALTER ROLE … PASSWORD …")
    say_json({"role": arguments.app_role, "made": made, "walls": walls})
    return 0


def _check_wall(_: argparse.Namespace) -> int:
    require_database()
    found = standing()
    say_json(found)
    return 0 if found["stands"] else 1


def _bench(arguments: argparse.Namespace) -> int:
    """Run `bench/NAME.py`, which stands beside the package in the repository and is not installed with it."""
    folder = Path(__file__).resolve().parents[2] / "bench"
    names = sorted({file.stem for file in folder.glob("*.py")} - {"surroundings"})
    if arguments.name not in names:
        complain(f"There is no bench of that name. There are: {', '.join(names) or 'none, outside the repository'}.")
        return 2
    program = runpy.run_path(str(folder / f"{arguments.name}.py"))
    return int(program["main"](arguments.words) or 0)


def _status(_: argparse.Namespace) -> int:
    from kinkeeper import __version__

    require_database()
    say_json({"version": __version__, "engine": connection.vendor, "pending_migrations": pending_migrations()})
    return 0


def _tick(_: argparse.Namespace) -> int:
    require_database()
    say_json(run_duties())
    return 0


class _Worker(WorkerCommand):
    """The queue library's worker, as loud as KINKEEPER_LOG_LEVEL: two lines for each job would bury what went wrong."""

    def configure_logging(self, verbosity: int) -> None:
        """Leave the levels as the settings have them."""


def _work(_: argparse.Namespace) -> int:
    require_database()
    call_command(_Worker(), interval=1.0, startup_delay=False, reload=False)
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    require_database()
    if waiting := pending_migrations():
        complain(f"{len(waiting)} migrations wait, {waiting[0]} first. Run `kinkeeper migrate`, then serve again.")
        return 2
    return serve(address=arguments.address, workers=arguments.workers)
