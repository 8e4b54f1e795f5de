"""`python -m civicsearch.runtime up` and `python -m civicsearch.runtime exec -- COMMAND...`."""

import argparse
import os
import signal
import sys

from civicsearch.runtime.processes import die_with
from civicsearch.runtime.throwaway import execute
from civicsearch.runtime.up import up


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m civicsearch.runtime")
    commands = parser.add_subparsers(dest="name", required=True)
    site = commands.add_parser("up", help="모두 시작하고 Ctrl-C 까지 돌봅니다")
    site.add_argument("--with-parent", action="store_true", help="시작한 프로그램이 사라지면 함께 끝냅니다")
    run = commands.add_parser("exec", help="임시 데이터베이스와 대기열로 명령 하나를 실행합니다")
    run.add_argument("--durable", action="store_true", help="데이터베이스를 실제와 같은 안전 설정으로")
    run.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args(words)
    if arguments.name == "up":
        if arguments.with_parent:
            die_with(os.getppid(), signal.SIGTERM)
        return up()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        parser.error("실행할 명령이 없습니다")
    return execute(command, durable=arguments.durable)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
