"""The open wing runs alone: no room that holds families' data is even loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAYS = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
call_command("migrate", verbosity=0)
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.web.site.actions import load_pages
load_pages(by=SYSTEM)
client = Client(SERVER_NAME="127.0.0.1")
paths = ("/", "/find/", "/steps/", "/oruk/", reverse("account_login"), "/received/")
shut = {"people", "sharing", "custody", "offers", "support", "ties", "visits", "networks", "portal", "intake", "demo"}
print(json.dumps({
    "pages": [client.get(path).status_code for path in paths],
    "loaded": sorted({name.split(".")[1] for name in sys.modules if name.startswith("kinkeeper.")} & shut),
}))
"""


def test_the_open_wing_starts_without_the_rooms_of_families(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KINKEEPER_") and name != "DATABASE_URL"},
        "KINKEEPER_WING": "open",
        "KINKEEPER_HOME": str(tmp_path),
        "KINKEEPER_SECRET_KEY": "a-secret-for-tests-alone-never-for-a-site",
        "DJANGO_SETTINGS_MODULE": "kinkeeper.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", SAYS], env=environment, capture_output=True, text=True, timeout=240, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "pages": [200, 200, 200, 200, 200, 404],
        "loaded": [],
    }


def test_any_other_wing_is_refused_in_words(tmp_path: Path) -> None:
    from kinkeeper.foundation.environment import one_of
    from kinkeeper.foundation.errors import BadSetting

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KINKEEPER_WING", "east")
        with pytest.raises(BadSetting, match="Put one of: whole, open"):
            one_of("KINKEEPER_WING", ("whole", "open"))
