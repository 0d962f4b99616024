"""What is stored of uploaded files: not to be read without the site's key, in a copy of the
database no more than in a backup."""

import base64
import zlib

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

from centres.importing.exceptions import NotImported

SALT = "centres.importing.sealing"


def seal(text: str) -> bytes:
    """The text compressed and encrypted under a key made of SECRET_KEY (Fernet)."""
    return _box().encrypt(zlib.compress(text.encode()))


def unseal(sealed: bytes | memoryview) -> str:
    """The text that was sealed. Raises `NotImported` when the key has changed since."""
    try:
        return zlib.decompress(_box().decrypt(bytes(sealed))).decode()
    except InvalidToken as error:
        raise NotImported("The files can no longer be read. Upload them again.") from error


def _box() -> Fernet:
    key = salted_hmac(SALT, "files", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
