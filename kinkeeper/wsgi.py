"""The way in for a web server (gunicorn)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinkeeper.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded now stays: to look through it again and again would hold up pages, and unshare its memory
