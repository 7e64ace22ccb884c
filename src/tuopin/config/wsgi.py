"""The door through which a web server calls tuopin."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.config.settings")
application = get_wsgi_application()
