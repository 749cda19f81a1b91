"""Keys: each reader has its own and no more; none is ever made anew over data."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from deploy.local import keys
from deploy.local.trouble import Trouble
from kernel.contracts.catalogue import DOORS, SERVICES
from kernel.wire import keys as reader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys.prepare(tmp_path / "keys", in_use=())
    return tmp_path / "keys"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everyone_gets_what_it_may_read_and_no_more(folder: Path) -> None:
    for service in SERVICES:
        found = {path.name for path in (folder / service).iterdir()}
        assert found == {"kek.key", "hmac.key", "files.key", "actor.pub"}
    for door in DOORS:
        found = {path.name for path in (folder / door).iterdir()}
        assert found == {"files.key", "actor.key", "actor.pub"}
    sealing = [folder / service / key for service in SERVICES for key in keys.SEALING]
    assert len({path.read_bytes() for path in sealing}) == len(sealing)
    assert len({path.read_bytes() for path in folder.glob("*/files.key")}) == 1


def test_keys_are_closed_to_others(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_services_read_them(folder: Path) -> None:
    for name in (*keys.SEALING, "files.key"):
        assert len(reader.read(folder / "funds", name)) == reader.KEY_BYTES
    private = serialization.load_pem_private_key((folder / "cli" / "actor.key").read_bytes(), None)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert reader.read_public(folder / "funds") == [public]


def test_preparing_again_changes_nothing(folder: Path) -> None:
    before = everything(folder)
    keys.prepare(folder, in_use=SERVICES)
    assert everything(folder) == before


def test_a_lost_copy_of_a_shared_key_is_made_again(folder: Path) -> None:
    before = everything(folder)
    for lost in ("funds/files.key", "gateway/actor.key", "cli/actor.pub"):
        (folder / lost).unlink()
    keys.prepare(folder, in_use=SERVICES)
    assert everything(folder) == before


def test_a_sealing_key_is_not_made_anew_beside_its_data(folder: Path) -> None:
    (folder / "funds" / "kek.key").unlink()
    with pytest.raises(Trouble, match=r"funds/kek\.key is missing"):
        keys.prepare(folder, in_use=["funds"])
    assert not (folder / "funds" / "kek.key").exists()


def test_differing_copies_are_not_guessed_about(folder: Path) -> None:
    (folder / "funds" / "files.key").write_bytes(base64.b64encode(bytes(32)))
    with pytest.raises(Trouble, match=r"copies of files\.key"):
        keys.prepare(folder, in_use=())
