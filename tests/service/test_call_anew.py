"""The jobs of the service after its clock was put back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers import asyncio as on_loop
from apscheduler.schedulers import base
from apscheduler.triggers.interval import IntervalTrigger

from syndicator.service.run import call_anew

PUT_BACK = timedelta(days=1)


class Ahead(datetime):
    """A clock that is a day ahead until it is put right."""

    by = PUT_BACK

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime.now(UTC) + cls.by


async def test_jobs_do_not_sleep_until_it_is_as_late_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "datetime", Ahead)
    ran = []
    scheduler = on_loop.AsyncIOScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None})
    scheduler.add_job(lambda: ran.append(1), IntervalTrigger(seconds=0.05), next_run_time=Ahead.now())
    scheduler.start()
    try:
        before = Ahead.now()
        while len(ran) < 2:
            await asyncio.sleep(0.01)
        monkeypatch.setattr(Ahead, "by", timedelta(0))
        await asyncio.sleep(0.3)  # what was under way is over
        asleep = len(ran)
        await asyncio.sleep(0.3)
        assert len(ran) == asleep, "the clock that goes back is what stops the jobs"
        assert call_anew(scheduler, before, Ahead.now()) < before
        while len(ran) < asleep + 3:
            await asyncio.sleep(0.01)
    finally:
        scheduler.shutdown(wait=False)


def test_a_clock_that_goes_on_disturbs_no_job() -> None:
    class Untouchable:
        def get_jobs(self) -> list[object]:
            raise AssertionError

    now = datetime.now(UTC)
    assert call_anew(Untouchable(), now - timedelta(seconds=1), now) == now  # type: ignore[arg-type]
