"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """With the parameters of OWASP's Password Storage Cheat Sheet. Django's own take 100 MB and a
    fifth of a second of a processor: eight people who log in at one time would hold 800 MB of a
    server's process. A hash made with others is made anew when its owner logs in."""

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
