"""The console as a WSGI application, with its AWS clients built before the first visitor comes."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtconsole.settings")
application = get_wsgi_application()

from jobs import aws  # noqa: E402  Django's settings must stand first

Thread(target=aws.warm_up, daemon=True).start()
