"""Background jobs: done once, stopped on demand, taken up again when their worker was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from jixiao.web.jobs.models import Job
from jixiao.web.jobs.progress import Progress, Stopped
from jixiao.web.jobs.services import enqueue, stop
from jixiao.web.jobs.worker import ATTEMPTS, STALE_AFTER, claim, run, sweep


@pytest.fixture
def person(db):
    from jixiao.web.organizations.models import Person

    return Person.objects.create_user("clerk", "经办人", "correct horse battery")


def test_a_job_is_done_and_says_what_came_of_it(person, transactional_db):
    job = enqueue(person, "count", "数数", {"steps": 3})
    run(claim("one"))
    job.refresh_from_db()
    assert (job.status, job.done, job.total, job.outcome) == ("done", 3, 3, {"counted": 3})


def test_no_job_is_claimed_twice(person):
    enqueue(person, "count", "数数", {"steps": 1})
    assert claim("one") is not None
    assert claim("two") is None


def test_a_waiting_job_is_stopped_at_once_and_a_running_one_at_its_next_step(person):
    waiting = enqueue(person, "count", "数数", {"steps": 1})
    stop(person, waiting)
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"
    running = claim("one") or enqueue(person, "count", "数数", {"steps": 1})
    running = claim("one")
    stop(person, running)
    with pytest.raises(Stopped):
        Progress(running).begin(5)


def test_the_job_of_a_dead_worker_is_taken_up_again_and_given_up_in_the_end(person):
    enqueue(person, "count", "数数", {"steps": 1})
    for attempt in range(1, ATTEMPTS + 1):
        job = claim(f"worker-{attempt}")
        assert job.attempts == attempt
        assert sweep() == 0
        Job.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
        assert sweep() == 1
    assert claim("late") is None
    assert Job.objects.get().status == "failed"


def test_a_worker_that_lost_its_job_stops_and_changes_nothing(person):
    enqueue(person, "count", "数数", {"steps": 1})
    lost = claim("one")
    Job.objects.update(worker="two")
    with pytest.raises(Stopped):
        Progress(lost).begin(5)
    assert Job.objects.get().total == 0


def test_what_has_come_of_a_job_is_kept_at_once_and_when_it_stops(person):
    enqueue(person, "count", "数数", {"steps": 3})
    progress = Progress(claim("one"))
    progress.begin(3)
    progress.note({"counted": 1})
    job = Job.objects.get()
    assert (job.outcome, job.done) == ({"counted": 1}, 1)
    stop(person, job)
    with pytest.raises(Stopped):
        progress.note({"counted": 2})
    job.refresh_from_db()
    assert (job.outcome, job.done) == ({"counted": 2}, 2)


def test_a_worker_that_lost_its_job_keeps_nothing_in_it(person):
    enqueue(person, "count", "数数", {"steps": 1})
    lost = Progress(claim("one"))
    Job.objects.update(worker="two")
    with pytest.raises(Stopped):
        lost.note({"counted": 1})
    assert Job.objects.get().outcome == {}


def test_a_job_that_is_taken_up_again_goes_on_counting(person):
    enqueue(person, "count", "数数", {"steps": 3})
    progress = Progress(claim("one"))
    progress.begin(3, done=2)
    progress.note({})
    assert Job.objects.get().done == 3


def test_a_failing_job_is_told_and_the_worker_lives(person, transactional_db, caplog):
    job = enqueue(person, "count", "数数", {})
    run(claim("one"))
    job.refresh_from_db()
    assert job.status == "failed"
    assert "系统出错" in job.message


def test_kill_nine(person, transactional_db, settings):
    """A real worker process, killed in the middle: the job is found and finished by another."""
    from django.db import connection

    job = enqueue(person, "count", "数数", {"steps": 4, "rest": 0.2})
    code = (
        "import sys, django; from django.conf import settings; django.setup();"
        "settings.DATABASES['default']['NAME'] = sys.argv[1];"
        "from django.db import connections; connections['default'].settings_dict['NAME'] = sys.argv[1];"
        "from jixiao.web.jobs.worker import claim, run; job = claim('doomed'); print('claimed', flush=True);"
        "job.arguments['rest'] = 60; run(job)"
    )
    name = str(connection.settings_dict["NAME"])
    if "mode=memory" in name:
        pytest.fail("the test database has to be a file for two processes to share it")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "web_settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen([sys.executable, "-c", code, name], stdout=subprocess.PIPE, env=environment)
    try:
        assert child.stdout.readline() == b"claimed\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    Job.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    assert sweep() == 1
    run(claim("second"))
    job.refresh_from_db()
    assert (job.status, job.attempts, job.done) == ("done", 2, 4)
