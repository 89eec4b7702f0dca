"""What happened: one event for each change, in the same transaction as the change, chained by hashes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jixiao.web.organizations.models import Person, Unit

__all__ = ["Event", "Head"]


class Event(models.Model):
    """One change: who did what to which object when, with the values before and after.

    ``digest`` is the SHA-256 of the event's own content and of the digest before it (:mod:`jixiao.web.audit.chain`).
    Events are only ever added.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("时间"))
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="events")
    actor_name = models.CharField(_("何人"), max_length=60, blank=True)
    action = models.CharField(_("何事"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="events")
    object_kind = models.CharField(_("对象类别"), max_length=40)
    object_id = models.CharField(_("对象编号"), max_length=64)
    object_label = models.CharField(_("对象"), max_length=200, blank=True)
    old = models.JSONField(_("原值"), default=dict)
    new = models.JSONField(_("新值"), default=dict)
    reason = models.TextField(_("理由"), blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(_("校验码"), max_length=64)

    class Meta:
        ordering = ("-number",)
        verbose_name = _("日志")
        indexes = (
            models.Index(fields=("object_kind", "object_id")),
            models.Index(fields=("actor", "number")),
            models.Index(fields=("unit", "number")),
        )


class Head(models.Model):
    """The end of the chain: a single row that every writer locks, so that no two events follow the same one."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
