"""Units in their tree, people, and the roles that people hold at units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jixiao.lifecycle.roles import Role, UnitKind

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Membership", "Person", "Unit"]


class Unit(models.Model):
    """A finance bureau, a department or a budget unit. ``code`` is its budget code (预算单位编码)."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("单位名称"), max_length=120)
    code = models.CharField(_("单位编码"), max_length=40, unique=True)
    kind = models.CharField(_("类别"), max_length=20, choices=[(kind.value, kind.label) for kind in UnitKind])
    ended_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("单位")

    def __str__(self) -> str:
        return str(self.name)

    @property
    def department(self) -> Unit | None:
        """The department between this unit and the finance bureau, if there is one."""
        return self.parent if self.parent is not None and self.parent.kind == UnitKind.DEPARTMENT else None

    @property
    def has_department(self) -> bool:
        return self.department is not None


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, name: str, password: str, **more: Any) -> Person:
        person = self.model(username=username, name=name, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who logs in. What they may do follows from their memberships alone; there is no superuser."""

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    is_active = models.BooleanField(_("在用"), default=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012 - as the base class declares it
    objects = PersonManager()

    class Meta:
        ordering = ("username",)
        verbose_name = _("人员")

    def __str__(self) -> str:
        return str(self.name)


class CurrentMemberships(models.QuerySet["Membership"]):
    def on(self, day: date) -> CurrentMemberships:
        """Those that hold on ``day``."""
        return self.filter(since__lte=day).filter(models.Q(until__isnull=True) | models.Q(until__gte=day))

    def current(self) -> CurrentMemberships:
        return self.on(timezone.localdate())


class Membership(models.Model):
    """A role that a person holds at a unit from ``since`` to ``until`` (both inclusive, open end where empty).

    A role is never deleted: it ends, so that what somebody did under it stays readable.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=30, choices=[(role.value, role.label) for role in Role])
    since = models.DateField(_("起"), default=timezone.localdate)
    until = models.DateField(_("止"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = CurrentMemberships.as_manager()

    class Meta:
        ordering = ("unit", "role", "since")
        verbose_name = _("角色")
        indexes = (models.Index(fields=("person", "until")),)

    def __str__(self) -> str:
        return f"{self.person} {self.unit} {Role(self.role).label}"
