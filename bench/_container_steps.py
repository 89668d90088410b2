"""Runs the steps of deploy/Dockerfile in a plain Debian root, for where there is no container engine. As root:

    debootstrap --variant=minbase bookworm /tmp/root
    python3 bench/_container_steps.py /tmp/root

It copies what COPY names, runs what RUN says, then makes the tables and starts the service as the container's user, and asks it
whether it is ready. It understands the instructions that our file uses and stops at any other.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SAID_ONLY = {"FROM", "VOLUME", "EXPOSE", "HEALTHCHECK"}
PORT = "18990"
CLEAN = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "DEBIAN_FRONTEND": "noninteractive",
}


@dataclass
class Container:
    """The root, and what the steps so far have set."""

    root: Path
    folder: str = "/"
    user: str = "root"
    environment: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)

    def call(self, command: list[str]) -> list[str]:
        """The command as it is run inside."""
        settings = [f"{name}={value}" for name, value in (CLEAN | self.environment).items()]
        inner = f"cd {shlex.quote(self.folder)} && exec {shlex.join(command)}"
        return ["chroot", f"--userspec={self.user}", str(self.root), "env", "-i", *settings, "sh", "-c", inner]

    def run(self, command: list[str]) -> None:
        """Run it, and stop if it fails."""
        subprocess.run(self.call(command), check=True)


def read_steps(file: Path) -> Iterator[tuple[str, str]]:
    """The instructions, each with its words on one line."""
    lines = [line for line in file.read_text().splitlines() if line.strip() and not line.startswith("#")]
    for whole in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        name, _, words = whole.strip().partition(" ")
        yield name, words.strip()


def take(container: Container, name: str, words: str) -> None:
    """Carry one instruction out."""
    if name == "RUN":
        container.run(["sh", "-ec", words])
    elif name == "WORKDIR":
        container.folder = words
        (container.root / words.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif name == "COPY":
        *sources, target = words.split()
        place = container.root / container.folder.lstrip("/") / target
        for source in sources:
            path = PROJECT / source
            if path.is_dir():
                shutil.copytree(path, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(path, place)
    elif name == "ENV":
        container.environment |= dict(pair.split("=", 1) for pair in shlex.split(words))
    elif name == "USER":
        container.user = f"{words}:{words}"
    elif name == "CMD":
        container.command = json.loads(words)
    elif name not in SAID_ONLY:
        raise SystemExit(f"unknown instruction {name}")


def main(root: Path) -> None:
    """All steps, then the service."""
    container = Container(root)
    container.environment |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    began = time.monotonic()
    for name, words in read_steps(PROJECT / "deploy" / "Dockerfile"):
        print(f"{time.monotonic() - began:6.1f} s  {name} {words[:90]}", flush=True)
        take(container, name, words)
    container.environment["BIND"] = f"127.0.0.1:{PORT}"
    container.run([".venv/bin/flask", "--app", "wsgi", "upgrade-database"])
    service = subprocess.Popen(container.call(container.command))
    try:
        ask = (
            f"import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:{PORT}/ready', timeout=60).read().decode())"
        )
        for _ in range(120):
            time.sleep(1)
            done = subprocess.run(container.call([".venv/bin/python", "-c", ask]), capture_output=True, text=True)
            if done.returncode == 0:
                print(f"{time.monotonic() - began:6.1f} s  /ready: {done.stdout.strip()}")
                break
        else:
            raise SystemExit("the service did not become ready")
    finally:
        service.terminate()
        service.wait(timeout=60)
    print(f"{time.monotonic() - began:6.1f} s  the service ended with {service.returncode}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
