"""For a server that wants `wsgi:app`."""

import os

from participation.app import create_app, fit_to_serve
from participation.settings import Settings

app = fit_to_serve(create_app(Settings.from_env(os.environ)))
