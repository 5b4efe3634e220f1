"""Field encryption and keyed hashes for phones. The key lives outside the database, beside it or in COMMONS_KEY."""

import base64
import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet


def key_file() -> Path:
    """Where the key lies: COMMONS_KEY_FILE, else var/commons.key."""
    return Path(os.environ.get("COMMONS_KEY_FILE", "var/commons.key"))


@cache
def _key() -> bytes:
    given = os.environ.get("COMMONS_KEY")
    if given:
        return hashlib.sha256(given.encode()).digest()
    path = key_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:  # exclusive: two first starts must not end with two keys
            path.chmod(0o600)
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
    except FileExistsError:
        pass
    return base64.urlsafe_b64decode(path.read_bytes())


def _sub_key(purpose: bytes) -> bytes:
    return hmac.new(_key(), purpose, hashlib.sha256).digest()


@cache
def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_sub_key(b"encrypt")))


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    return _fernet().decrypt(token.encode()).decode()


def keyed_hash(text: str) -> str:
    """HMAC-SHA256 in hex: equal texts can be found without being readable."""
    return hmac.new(_sub_key(b"look-up"), text.encode(), hashlib.sha256).hexdigest()
