"""What a web process has ready before anybody asks: else the first visitor of each process waits while it is read in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
import json, sys
import kinkeeper.wsgi
from django.template import engines
from django.test import Client
ready, code = len(engines["jinja2"].env.cache), set(sys.modules)
pages = [Client(headers={"host": "localhost"}).get(path) for path in ("/", "/find/", "/my/", "/account/sign-in/")]
new = [name for name in set(sys.modules) - code if name.startswith("kinkeeper") and ".views" in name]
print(json.dumps([[page.status_code for page in pages], sorted(new), ready > 200, len(engines["jinja2"].env.cache) - ready]))
"""


def test_the_first_visitor_waits_for_no_code_and_no_page_to_be_read_in(tmp_path: Path) -> None:
    environment = {
        **os.environ, "KINKEEPER_HOME": str(tmp_path), "KINKEEPER_SECRET_KEY": "a-secret-for-this-test-alone-and-for-no-site",
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3", "DJANGO_SETTINGS_MODULE": "kinkeeper.settings",
    }  # fmt: skip
    (tmp_path / "static").mkdir()
    for command in (["-m", "kinkeeper", "migrate"], ["-c", ASKED]):
        done = subprocess.run(
            [sys.executable, *command], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )

    assert json.loads(done.stdout.splitlines()[-1]) == [[200, 200, 200, 200], [], True, 0]
