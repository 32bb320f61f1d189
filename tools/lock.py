# SPDX-License-Identifier: EUPL-1.2
"""`make lock`: choose versions anew. The lock files hold hashes and no address, so that any package index can serve them."""

import os
import subprocess
import sys

from setup import INSTALLER, NPM, ROOT, UV, StepError, check_python, environment, say

# dev is constrained by base, so the order matters.
LOCKS = ("bootstrap", "tools", "base", "dev")
COMPILE = (
    "pip",
    "compile",
    "-q",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
)


def main() -> int:
    """Write requirements/*.txt and package-lock.json. `UPGRADE=1` takes the newest versions that fit."""
    try:
        check_python()
        INSTALLER.do()
    except StepError as error:
        sys.stderr.write(f"\nStopped: {error}\n")
        return 1
    env = environment() | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    for name in LOCKS:
        say(f"  requirements/{name}.txt …")
        files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
        subprocess.run([str(UV), *COMPILE, *upgrade, *files], cwd=ROOT, env=env, check=True)
    say("  package-lock.json …")
    subprocess.run([*NPM, "install", "--package-lock-only", "--loglevel=error"], cwd=ROOT, env=env, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
