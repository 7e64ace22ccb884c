"""The door through which a web server calls tuopin."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuopin.config.settings")
application = get_wsgi_application()

from tuopin.config.even import evenly  # noqa: E402
from tuopin.privacy.services.check_keys import check_keys  # noqa: E402 (tables can be asked only now)

check_keys()
application = evenly(application)
