"""Cheap hashes: the work factor of bcrypt is not what these tests are about."""

from collections.abc import Iterator

import bcrypt
import pytest

from components.web import password

real_salt = bcrypt.gensalt


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(bcrypt, "gensalt", lambda rounds=4, prefix=b"2b": real_salt(min(rounds, 4), prefix))
    password._nobody.cache_clear()
    yield
    password._nobody.cache_clear()
