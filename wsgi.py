"""For a server that wants `wsgi:app`."""

import os

from participation.app import create_app, on_disk
from participation.settings import Settings

app = on_disk(create_app(Settings.from_env(os.environ)))
