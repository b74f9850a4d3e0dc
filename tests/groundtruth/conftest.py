"""How the property tests run: the machine may be busy, so no example has a deadline."""

from hypothesis import settings

settings.register_profile("groundtruth", deadline=None)
settings.load_profile("groundtruth")
