"""The hardening of .streamlit/config.toml is really in force, in the words of the installed Streamlit."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from streamlit import config

ROOT = Path(__file__).resolve().parent.parent
HARDENED = {
    "server.address": "127.0.0.1",
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.maxUploadSize": 20,
    "server.maxMessageSize": 50,
    "server.maxWidgetStateSize": 4,
    "server.trustedUserHeaders": {"X-Desk-Sid": "sid", "X-Desk-User": "user"},
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "browser.gatherUsageStats": False,
    "runner.magicEnabled": False,
}


def written(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in table.items():
        key = prefix + name
        if isinstance(value, dict) and key != "server.trustedUserHeaders":
            flat |= written(value, key + ".")
        else:
            flat[key] = value
    return flat


WRITTEN = written(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")))


def test_every_option_is_one_that_streamlit_knows():
    assert set(WRITTEN) - set(config.get_config_options()) == set()


def test_the_hardened_options_are_written_down():
    assert {key: WRITTEN[key] for key in HARDENED} == HARDENED


def test_streamlit_reads_them_as_they_are_meant():
    script = "import json; from streamlit import config; print(json.dumps({k: config.get_option(k) for k in %r}))"
    told = subprocess.run(
        [sys.executable, "-c", script % sorted(HARDENED)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(told.stdout) == HARDENED
