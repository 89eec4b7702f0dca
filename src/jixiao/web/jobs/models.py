"""Long work in the background: one row a job, which is queue entry, progress and result at once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jixiao.web.organizations.models import Person, Unit

__all__ = ["Job"]


class Job(models.Model):
    """A piece of work. ``kind`` names its function (:mod:`jixiao.web.jobs.kinds`), ``arguments`` what it is given.

    A worker writes ``heartbeat_at`` while it works; a job whose heartbeat is old belongs to a worker that was killed
    and is taken up again, up to three attempts.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")
        CANCELLED = "cancelled", _("已停止")

    kind = models.CharField(max_length=40)
    title = models.CharField(_("任务"), max_length=200)
    arguments = models.JSONField(default=dict)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="jobs")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="jobs")
    status = models.CharField(_("状态"), max_length=12, choices=Status.choices, default=Status.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    outcome = models.JSONField(default=dict)
    file_digest = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("后台任务")
        indexes = (models.Index(fields=("status", "heartbeat_at")),)

    def __str__(self) -> str:
        return str(self.title)

    @property
    def finished(self) -> bool:
        return self.status in (Job.Status.DONE, Job.Status.FAILED, Job.Status.CANCELLED)
