"""The way in for a web server (gunicorn)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinkeeper.settings")
application = get_wsgi_application()
gc.collect()
gc.set_threshold(20 * gc.get_threshold()[0])  # rubbish in circles is seldom: a page need not stop a hundred times to look
gc.freeze()  # what is loaded now stays: to look through it again and again would hold up pages, and unshare its memory
