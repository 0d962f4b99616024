"""What is stored of uploaded files: not to be read without the site's key, in a copy of the
database no more than in a backup."""

import base64
import zlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from centres.importing.exceptions import NotImported

SALT = "centres.importing.sealing"


def seal(text: str) -> bytes:
    """The text compressed and encrypted (Fernet) under a key made of SECRET_KEY."""
    return _box().encrypt(zlib.compress(text.encode()))


def unseal(sealed: bytes | memoryview) -> str:
    """The text that was sealed under SECRET_KEY or a former one that still counts. Raises
    `NotImported` when it was under another."""
    try:
        return zlib.decompress(_box().decrypt(bytes(sealed))).decode()
    except InvalidToken as error:
        raise NotImported("The files can no longer be read. Upload them again.") from error


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [salted_hmac(SALT, "files", secret, algorithm="sha256").digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
