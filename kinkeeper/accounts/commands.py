"""Subcommands of `accounts`: does e-mail arrive?"""

from __future__ import annotations

import argparse
from smtplib import SMTPException

from django.conf import settings

from kinkeeper.foundation.commandline import Subcommands, add_command, complain, say_json
from kinkeeper.foundation.mail import send_letter


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper mail test ADDRESS`."""
    mail = subcommands.add_parser("mail", help="try out e-mail", description="try out e-mail").add_subparsers(
        title="commands", metavar="COMMAND", required=True
    )
    test = add_command(mail, "test", send_test, "send a test letter to ADDRESS, and say where it went")
    test.add_argument("address", metavar="ADDRESS")


def send_test(arguments: argparse.Namespace) -> int:
    """Send the test letter; 1 when it could not leave."""
    try:
        send_letter(to=arguments.address, template="accounts/letters/test.jinja", language="en")
    except (OSError, SMTPException) as problem:
        complain(f"The letter could not leave: {problem}. Check KINKEEPER_SMTP_HOST, _PORT, _USER, _PASSWORD and _TLS.")
        return 1
    to_files = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    say_json(
        {
            "sent": arguments.address,
            "backend": settings.EMAIL_BACKEND,
            "folder": str(settings.EMAIL_FILE_PATH) if to_files else None,
        }
    )
    return 0
