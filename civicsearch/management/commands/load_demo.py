"""`manage.py load_demo`: demo accounts, and six windows' exports put through the importer as an upload would be."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from complaints.models import Complaint, Department
from complaints.privacy.models import Account
from complaints.privacy.roles import Role
from ingest.models import ImportBatch
from ingest.receiving import receive_path

if TYPE_CHECKING:
    from argparse import ArgumentParser

NAMES = {
    Role.COUNTER: "나창구",
    Role.OFFICER: "도담당",
    Role.MANAGER: "마과장",
    Role.ADMIN: "전산실",
    Role.AUDITOR: "감사관",
}
PATIENCE = 600  # seconds for a worker to import everything


class Command(BaseCommand):
    help = "시연용 계정과 자료를 넣습니다. DEMO=1 일 때만 됩니다."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=settings.DEMO_ROWS, help="여섯 창구를 합한 민원 수")
        parser.add_argument("--seed", type=int, default=20240901)

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if not settings.DEMO:
            raise CommandError("시연용 자료는 환경변수 DEMO=1 일 때만 넣을 수 있습니다.")
        if Complaint.objects.exists() or ImportBatch.objects.exists():
            self._make_accounts()
            self.stdout.write("자료가 이미 있습니다.")
            return
        with tempfile.TemporaryDirectory(prefix="civicsearch-demo-") as folder:
            _make_samples(Path(folder), rows=options["rows"], seed=options["seed"])
            # All or none: a start that is interrupted here begins anew.
            with transaction.atomic():
                batches = [
                    receive_path(path, path.parent.name, source_kind="demo", who="시연")
                    for path in sorted(Path(folder).glob("*/*"))
                    if path.is_file()
                ]
        self._wait([batch.pk for batch in batches])
        self._make_accounts()
        self.stdout.write(f"시연용 민원 {Complaint.objects.count():,}건을 넣었습니다.")

    def _wait(self, ids: list[int]) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            unfinished = [b for b in ImportBatch.objects.filter(pk__in=ids) if not b.is_finished]
            if not unfinished:
                return
            time.sleep(0.5)
        raise CommandError("시연용 자료를 다 넣지 못했습니다. worker 기록을 확인하십시오.")

    def _make_accounts(self) -> None:
        if not settings.DEMO_PASSWORD:
            raise CommandError("시연용 계정의 비밀번호를 환경변수 DEMO_PASSWORD 로 정하십시오.")
        department = Department.objects.filter(complaints__is_public=False).order_by("name").first()
        for role, name in NAMES.items():
            account, _ = Account.objects.get_or_create(
                employee_number=role.value,
                defaults={"name": name, "role": role, "extension": "2100"},
            )
            if account.department is None and role in {Role.OFFICER, Role.MANAGER}:
                account.department = department
            if not account.check_password(settings.DEMO_PASSWORD):
                account.set_password(settings.DEMO_PASSWORD)
            account.save()


def _make_samples(folder: Path, *, rows: int, seed: int) -> None:
    script = settings.BASE_DIR / "fixtures" / "make_samples.py"
    command = [sys.executable, str(script), "--rows", str(rows), "--seed", str(seed), "--out", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own script and numbers
