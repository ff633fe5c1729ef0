"""Signatures of certificates by OpenSSH: who signs is somebody's key, and who may sign is a list of theirs (see `man ssh-keygen`)."""

import shutil
import subprocess
from pathlib import Path

from gen.system import real_path

SUFFIX = ".sig"
NAMESPACE = "gen-certificate"  # what a signature is for: one for a letter or a commit is none for a certificate
MISSING = "ssh-keygen is missing: install OpenSSH (apt-get install openssh-client, brew install openssh)"


class Unsigned(Exception):
    """There is no good signature; the message says why."""


def sign(file: Path, key: Path) -> Path:
    """The signature beside a certificate, by a private key or by a public one that the agent knows. Raises Unsigned."""
    signature = file.with_name(file.name + SUFFIX)
    if not key.is_file():
        raise Unsigned(f"{key}: there is no such key")
    signature.unlink(missing_ok=True)  # or ssh-keygen asks whether it may
    _run("sign", "-f", str(real_path(key)), "-n", NAMESPACE, str(real_path(file)))
    return signature


def signer(file: Path, signers: Path) -> str:
    """The name of who signed a certificate, by a list of names and keys (`allowed_signers`). Raises Unsigned."""
    signature = file.with_name(file.name + SUFFIX)
    for needed in (signature, signers):
        if not needed.is_file():
            raise Unsigned(f"there is no {needed}")
    about = ["-s", str(real_path(signature)), "-f", str(real_path(signers))]
    name = _run("find-principals", *about).partition("\n")[0]
    _run("verify", *about, "-I", name, "-n", NAMESPACE, given=file.read_bytes())
    return name


def _run(what: str, *words: str, given: bytes | None = None) -> str:
    """What ssh-keygen says. Raises Unsigned with its last line where it fails."""
    if not (program := shutil.which("ssh-keygen")):
        raise Unsigned(MISSING)
    run = subprocess.run([program, "-Y", what, *words], input=given, capture_output=True, check=False)  # noqa: S603
    if run.returncode:
        said = (run.stderr or run.stdout).decode(errors="replace").strip() or "ssh-keygen says nothing"
        raise Unsigned(said.rpartition("\n")[2])
    return run.stdout.decode(errors="replace").strip()
