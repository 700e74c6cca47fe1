"""The way in for a web server (gunicorn), which loads this once and then divides itself."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinkeeper.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402  (once the application stands)

from kinkeeper.design.environment import compile_pages  # noqa: E402

get_resolver().reverse_dict  # noqa: B018  (loads the code of every page: else the first visitor of each process waits for it)
compile_pages()
gc.collect()
gc.set_threshold(20 * gc.get_threshold()[0])  # rubbish in circles is seldom: a page need not stop a hundred times to look
gc.freeze()  # what is loaded now stays: to look through it again and again would hold up pages, and unshare its memory
