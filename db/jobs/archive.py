"""The file of a backup: a zip of the database, the key and a manifest with a checksum of each."""

import hashlib
import json
import shutil
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path

from db.jobs import Failed

MANIFEST, KEY = "manifest.json", "commons.key"
DATABASE = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


@dataclass(frozen=True)
class Manifest:
    made_at: str
    dialect: str
    schema: str
    sha256: dict[str, str]


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(archive: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    """Write beside the final name first: a backup that broke off must not look like one."""
    part = archive.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2))
        for name, path in files.items():
            made.write(path, name)
    part.replace(archive)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Take out what the manifest lists, and nothing else; every checksum must fit."""
    try:
        with zipfile.ZipFile(archive) as packed:
            manifest = Manifest(**json.loads(packed.read(MANIFEST)))
            for name, wanted in manifest.sha256.items():
                if name not in {KEY, *DATABASE.values()}:
                    raise Failed(f"{archive}: the manifest names a file that no backup has.")
                target = folder / name
                with packed.open(name) as source, target.open("xb") as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                target.chmod(0o600)
                if sha256(target) != wanted:
                    raise Failed(f"{archive}: {name} does not have the checksum of the manifest.")
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Failed(f"{archive} is not a backup of this desk, or it is damaged ({error}).") from error
    if DATABASE.get(manifest.dialect) not in manifest.sha256:
        raise Failed(f"{archive} holds no database.")
    return manifest
