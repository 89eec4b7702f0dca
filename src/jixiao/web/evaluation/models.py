"""Rounds, evaluations with their versions, and what reviewers add to them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jixiao.lifecycle.states import State
from jixiao.location import Location
from jixiao.web.fields import ExactField
from jixiao.web.organizations.models import Person, Unit
from jixiao.web.registers.models import INLINE, TABLES, Blob, Book

__all__ = [
    "Answer",
    "Assignment",
    "Draw",
    "DrawItem",
    "Evaluation",
    "Likeness",
    "Passage",
    "Return",
    "Review",
    "ReviewScore",
    "Round",
    "Version",
    "VersionEvidence",
    "VersionFile",
]


class Round(models.Model):
    """A round of evaluation (评价轮次): who evaluates which year by which scheme until when.

    ``scheme_digest`` is that of the scheme when the round was opened; a scheme that changes afterwards is noticed.
    """

    finance = models.ForeignKey(Unit, models.PROTECT, related_name="rounds")
    title = models.CharField(_("名称"), max_length=120)
    year = models.PositiveSmallIntegerField(_("评价年度"))
    scheme_id = models.CharField(_("指标体系"), max_length=80)
    scheme_digest = models.CharField(max_length=64)
    opens_on = models.DateField(_("开始日期"))
    deadline = models.DateField(_("截止日期"))
    publish_by = models.DateField(_("公开期限"), null=True, blank=True)
    remind_days = models.JSONField(_("提前几天提醒"), default=list)
    note = models.TextField(_("通知内容"), blank=True)
    closed = models.BooleanField(_("已结束"), default=False)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-year", "-pk")
        verbose_name = _("评价轮次")

    def __str__(self) -> str:
        return str(self.title)


class Evaluation(models.Model):
    """One unit's (or one project's) self-evaluation in a round.

    ``revision`` grows with each change of its own answers and passages; ``changed_since`` is set when the registers or
    answers differ from the version that was submitted: then the approval is void and visibly so.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="evaluations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evaluations")
    book = models.ForeignKey(Book, models.PROTECT, related_name="evaluations")
    subject = models.CharField(_("项目名称"), max_length=200, blank=True)
    state = models.CharField(
        _("状态"), max_length=20, choices=[(state.value, state.label) for state in State], default=State.DRAFT.value
    )
    revision = models.PositiveIntegerField(default=0)
    deadline = models.DateField(_("截止日期"), null=True, blank=True)
    current = models.OneToOneField("Version", models.PROTECT, null=True, related_name="+")
    changed_since = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("round", "unit")
        verbose_name = _("自评")
        constraints = (
            models.UniqueConstraint(fields=("round", "unit", "subject"), name="one_evaluation_a_unit_and_round"),
        )
        indexes = (models.Index(fields=("state", "round")),)

    def __str__(self) -> str:
        return f"{self.unit} {self.round.year} {self.subject}".strip()


class Answer(models.Model):
    """What is entered for one input of the scheme that no register gives, as typed; empty text is blank."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="answers")
    name = models.CharField(max_length=80)
    text = models.TextField(_("填报值"), blank=True)
    evidence = models.TextField(_("佐证材料"), blank=True)
    note = models.TextField(_("备注"), blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("evaluation", "name"), name="one_answer_an_input"),)


class Passage(models.Model):
    """A paragraph of the report in the unit's own words, by the key of its place in the document."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="passages")
    key = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("key",)
        constraints = (models.UniqueConstraint(fields=("evaluation", "key"), name="one_passage_a_key"),)


class Version(models.Model):
    """What was submitted, frozen: the filled workbook, the scored result and the documents, each by its hash.

    ``fingerprint`` is that of the content (registers, answers, passages) and tells whether anything changed since;
    ``reached`` how far it came (the state's name): a version that never left the unit is shown to nobody outside.
    ``signals`` is what a reviewer should look at, ``own_text`` the unit's own words, compared with those of others.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reached = models.CharField(max_length=20, default=State.IN_APPROVAL.value)
    book_revision = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    scheme_id = models.CharField(max_length=80)
    scheme_version = models.CharField(max_length=40)
    scheme_digest = models.CharField(max_length=64)
    result = models.JSONField()
    total = ExactField(null=True)
    points = ExactField(null=True)
    grade = models.CharField(max_length=20, blank=True)
    findings = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    signals = models.JSONField(default=list)
    own_text = models.TextField(blank=True)

    class Meta:
        ordering = ("evaluation", "number")
        verbose_name = _("版本")
        constraints = (models.UniqueConstraint(fields=("evaluation", "number"), name="one_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.evaluation} v{self.number}"


class Likeness(models.Model):
    """Two versions whose own words are nearly the same, found when ``version`` was submitted; ``percent`` rounded."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    other = models.ForeignKey(Version, models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField()


class VersionFile(models.Model):
    """One file of a version. ``document`` is the document's name, ``workbook`` or ``scheme``."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="files")
    document = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=10)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("document", "format")


class VersionEvidence(models.Model):
    """A file of evidence as it was attached when the version was submitted, whatever was taken away since.

    ``table`` and ``row`` are the register row it proves (its key, which stays with the row), ``number`` and ``about``
    the row's place then and what it was called; ``indicator`` the scheme's indicator; all empty: the whole year.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="evidence")
    table = models.CharField(max_length=40, blank=True)
    row = models.BigIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    about = models.CharField(max_length=200, blank=True)
    indicator = models.CharField(max_length=80, blank=True)
    name = models.CharField(_("文件名"), max_length=200)
    mime = models.CharField(max_length=100)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("提交时的佐证材料")

    def __str__(self) -> str:
        return str(self.name)

    @property
    def key(self) -> tuple[str, int | None, str, str, str]:
        """What is proved by which file: the same while nothing about it changed."""
        return (self.table, self.row, self.indicator, self.name, self.blob_id)

    @property
    def shown(self) -> bool:
        """Whether a page may show it."""
        return self.mime in INLINE

    @property
    def place(self) -> str:
        """The row it proves, in words; nothing where it proves none."""
        if not self.table or self.number is None:
            return ""
        row = Location(register=TABLES[self.table].label, records=(self.number,)).label
        return f"{row}　{self.about}".strip()


class Return(models.Model):
    """A version sent back: by whom, from which state, why, what place is meant, until when to hand in again."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="returns")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=20)
    reason = models.TextField(_("退回理由"))
    place = models.CharField(_("涉及的地方"), max_length=200, blank=True)
    deadline = models.DateField(_("重新上报期限"), null=True, blank=True)
    answered_by = models.ForeignKey(Version, models.PROTECT, null=True, related_name="answers_returns")

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("退回")


class Assignment(models.Model):
    """An evaluation given to an evaluator (第三方), who sees nothing else."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateField(_("完成期限"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation", "person"), condition=models.Q(ended_at__isnull=True), name="assigned_once"
            ),
        )


class Review(models.Model):
    """Somebody's review of a version. Two reviewers of one version do not see each other's before both are closed."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(Person, models.PROTECT, related_name="reviews")
    opinion = models.TextField(_("复核意见"), blank=True)
    revision = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("version", "pk")
        verbose_name = _("复核")
        constraints = (models.UniqueConstraint(fields=("version", "by"), name="one_review_a_person"),)

    def __str__(self) -> str:
        return str(self.version)


class ReviewScore(models.Model):
    """The score that a reviewer gives to one indicator instead of the unit's own, and on what basis."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="scores")
    indicator = models.CharField(max_length=80)
    score = ExactField(_("复核得分"), null=True, blank=True)
    basis = models.TextField(_("复核依据"), blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("indicator",)
        constraints = (models.UniqueConstraint(fields=("review", "indicator"), name="one_score_an_indicator"),)


class Draw(models.Model):
    """A random draw of evaluations to re-check, which anybody can repeat.

    ``seed`` and ``population_digest`` are published before the draw; ``population`` lists the units in their order.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="draws")
    title = models.CharField(_("名称"), max_length=120)
    seed = models.CharField(_("种子"), max_length=120)
    method = models.CharField(max_length=40)
    strata = models.JSONField(default=list)
    population = models.JSONField(default=list)
    population_digest = models.CharField(max_length=64)
    announced_at = models.DateTimeField(auto_now_add=True)
    drawn_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("随机抽查")


class DrawItem(models.Model):
    """One evaluation of a draw; ``reason`` is given where it was added by hand and not drawn."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="items")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="draw_items")
    stratum = models.CharField(max_length=60, blank=True)
    added_by_hand = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("draw", "evaluation"), name="drawn_once"),)
