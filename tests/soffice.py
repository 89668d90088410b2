"""LibreOffice as a reader of our files: what it makes of them is read back as PDF. No part of the running service."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def to_pdf(content: bytes, folder: Path, *, suffix: str) -> bytes:
    """The file as LibreOffice prints it."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is missing: apt-get install libreoffice-writer-nogui")
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer-nogui)")
    source = folder / f"file{suffix}"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return source.with_suffix(".pdf").read_bytes()
