"""Follows the operator's guide in a Debian just made, with systemd as its first process. As root:

    debootstrap --variant=minbase --include=systemd,systemd-sysv,ca-certificates bookworm /tmp/root
    PYTHONPATH=. .venv/bin/python bench/_fresh_server.py /tmp/root

It types the blocks of sections 1 to 7 as they stand, signs in over TLS, lets the night run, kills the service, updates (10),
checks a backup (11) and looks as one does each morning (9). Not in it: a clock to set, which no container has; names in the
real DNS and certbot, in whose place stands a certificate of our own. `--take PATH` (as often as needed) lays what this machine
needs to reach packages into the root; the settings of pip that stand in PIP_... go along. The root keeps what was done. Ports
80, 443, 5432 and 8000 of this machine must be free, for the root shares them.
"""

import argparse
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from tests.operators_machine import PASSWORD, blocks

PROJECT = Path(__file__).resolve().parent.parent
SITE = "khaosat.example.vn"
CLOCK = "timedatectl set-ntp true\n"
PAGE = f"https://{SITE}/sign-in"
ASK = "curl --silent --show-error --fail --cookie-jar /tmp/jar --cookie /tmp/jar"
CERTIFICATE = f"""
mkdir -p /root/certificate && cd /root/certificate
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN={SITE} -addext subjectAltName=DNS:{SITE} \\
    -keyout privkey.pem -out fullchain.pem 2>/dev/null
cp fullchain.pem /usr/local/share/ca-certificates/own.crt && update-ca-certificates >/dev/null
echo "127.0.0.1 {SITE}" >> /etc/hosts
"""
SIGN_IN = f"""
token=$({ASK} {PAGE} | sed -n 's/.*name="csrf_token"[^>]*value="\\([^"]*\\)".*/\\1/p' | head -n 1)
{ASK} {PAGE} --referer {PAGE} --output /dev/null --data-urlencode "csrf_token=$token" --data-urlencode username=van-phong \\
    --data-urlencode "password={PASSWORD}"
{ASK} https://{SITE}/department | grep --only-matching '<title>.*</title>'
"""
NIGHT = """
systemctl start thuoc-do-backup.service
systemctl start thuoc-do-digest.service thuoc-do-doctor.service
journalctl -u thuoc-do-nightly -u thuoc-do-backup --output cat | tail -n 20
"""
KILLED = """
kill -9 "$(systemctl show --property=MainPID --value thuoc-do)"
for _ in $(seq 60); do sleep 1; curl --silent --fail http://127.0.0.1:8000/ready && exit; done
exit 1
"""


class Server(NamedTuple):
    """A booted root: where it lies, its first process, and what every shell in it is told."""

    root: Path
    leader: int
    environment: dict[str, str]

    def type(self, typed: str, *, said: str = "") -> str:
        """Type it as root; what came on the screen. Ends everything where a line of it fails."""
        settings = [f"{name}={value}" for name, value in self.environment.items()]
        inside = ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd"]
        script = f"set -eo pipefail\nexport SITE={SITE}\ncd /\n{typed}"
        command = [*inside, "env", "-i", *settings, "bash", "-c", script]
        done = subprocess.run(command, input=said, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            raise SystemExit(f"{done.stdout}\nended with {done.returncode}:\n{typed}")
        return done.stdout


def prepare(root: Path, taken: list[Path]) -> dict[str, str]:
    """Lay the release and what packages need into the root; the settings of its shells."""
    for path in taken:
        place = root / path.relative_to("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(path, place, dirs_exist_ok=True) if path.is_dir() else shutil.copy(path, place)
    release = root / "root" / "thuoc-do.tar.gz"
    archive = ["git", "archive", "--prefix=thuoc-do/", f"--output={release}", "HEAD"]
    subprocess.run(archive, cwd=PROJECT, check=True)
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
    } | {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    if "PIP_CERT" in environment:
        shutil.copy(environment["PIP_CERT"], root / "root" / "pip-cert.pem")
        environment["PIP_CERT"] = "/root/pip-cert.pem"
    return environment


def boot(root: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start systemd in the root; the process that holds it, and its first process."""
    command = ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--console=pipe", f"--directory={root}"]
    held = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    for _ in range(120):
        time.sleep(0.5)
        children = Path(f"/proc/{held.pid}/task/{held.pid}/children").read_text().split()
        for child in children:
            is_up = subprocess.run(
                ["nsenter", f"--target={child}", "--mount", "--pid", "--root", "--wd", "systemctl", "is-system-running"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=False,
            )
            if is_up.stdout.strip() in ("running", "degraded"):
                return held, int(child)
    held.terminate()
    raise SystemExit("systemd did not come up")


def follow(server: Server) -> None:
    """All steps, each with its time and the last lines of what it said."""
    first, folders = blocks("1")
    assert CLOCK in first
    steps = [
        ("1 packages and program", first.replace(CLOCK, "") + folders, ""),
        ("2 settings", blocks("2")[0] + "\n", ""),
        ("3 PostgreSQL", blocks("3")[0], ""),
        ("4 tables, first account", blocks("4")[0], f"{PASSWORD}\n" * 2),
        ("5 backup, doctor", blocks("5")[0], ""),
        ("6 service, night", blocks("6")[0].replace("curl ", "curl --silent --retry 30 --retry-connrefused "), ""),
        ("7 nginx, TLS", CERTIFICATE + blocks("7")[1] + "cd /\n" + blocks("7")[2], ""),
        ("8 sign in over TLS", SIGN_IN, ""),
        ("the night, by its units", NIGHT, ""),
        ("the service killed", KILLED, ""),
        ("10 update", blocks("10")[0], ""),
        ("11 a backup checked", blocks("11")[1], ""),
        ("9 each morning", blocks("9")[0], ""),
    ]
    for name, typed, said in steps:
        began = time.monotonic()
        told = server.type(typed, said=said)
        print(f"{time.monotonic() - began:6.1f} s  {name}", *told.strip().splitlines()[-12:], sep="\n    | ", flush=True)
    failed = server.type("systemctl --failed --quiet --plain --no-legend")
    print("units that failed:", failed.strip() or "none")


def main() -> None:
    """Boot it, follow the guide, and stop what was started."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--take", type=Path, action="append", default=[])
    chosen = parser.parse_args()
    environment = prepare(chosen.root.resolve(), chosen.take)
    held, leader = boot(chosen.root.resolve())
    try:
        follow(Server(chosen.root.resolve(), leader, environment))
    finally:
        held.send_signal(signal.SIGTERM)  # which systemd-nspawn hands on as a request to power off
        held.wait(timeout=120)


if __name__ == "__main__":
    main()
