"""For a server that wants `wsgi:app`."""

import os

from participation.app import create_app
from participation.settings import Settings

app = create_app(Settings.from_env(os.environ))
