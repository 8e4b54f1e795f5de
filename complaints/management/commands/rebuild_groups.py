"""`manage.py rebuild_groups`: look for complaints of one matter among all that are stored, also while in use."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from complaints.groups.detecting import detect_all
from complaints.groups.models import Group, Tier
from complaints.similarity.models import Likeness

_EVERY = 3000


class Command(BaseCommand):
    help = (
        "저장된 모든 민원에서 같은 사안을 다시 찾습니다. 사용 중에도 실행할 수 있고, 사람이 한 판단은 그대로 지킵니다."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        total, began = Likeness.objects.count(), time.monotonic()

        def report(done: int) -> bool:
            if done % _EVERY == 0:
                speed = done / max(time.monotonic() - began, 0.001)
                self.stdout.write(f"  {done:,} / {total:,}건, 1초에 {speed:,.0f}건")
            return True

        self.stdout.write(f"민원 {total:,}건에서 같은 사안을 찾습니다. 멈추려면 Ctrl-C")
        compared = detect_all(report)
        counts = {tier: Group.objects.filter(tier=tier).count() for tier in Tier}
        self.stdout.write(
            f"끝났습니다. {compared:,}번 견주어 확인된 묶음 {counts[Tier.CONFIRMED]:,}개, "
            f"확인할 묶음 {counts[Tier.TO_CHECK]:,}개입니다."
        )
