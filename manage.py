"""Django's commands for this clone; while `make run` is up they use its services."""

import os
import sys

from civicsearch.env import SettingError
from civicsearch.runtime.state import missing_services


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicsearch.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "up":
        # Starts what the settings ask for, so it cannot wait for them.
        os.execv(sys.executable, [sys.executable, "-m", "civicsearch.runtime", "up"])  # noqa: S606
    if sentence := missing_services(command):
        sys.exit(sentence)

    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except SettingError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
