"""The measurements run and find what they look for; how long they take is not judged here."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_look_up_of_the_bench_finds_its_complaint() -> None:
    command = [sys.executable, str(ROOT / "bench" / "search.py"), "--rows", "400", "--repeat", "5"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout.splitlines()[-1])
    assert {kind: measured["not_found"] for kind, measured in result["look_ups"].items()} == dict.fromkeys(
        result["look_ups"], 0
    )
