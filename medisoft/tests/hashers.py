"""A password hasher for tests."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The site's own algorithm at its least cost, so each side can read the other's hashes."""

    time_cost = 1
    memory_cost = 8  # KiB
    parallelism = 1
