"""One person's answers to one survey, at one time."""

from collections.abc import Collection
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from sonda.apps.organizations.models import Member, OrganizationOwned, OrganizationQuerySet
from sonda.apps.organizations.queries import scope_of
from sonda.apps.surveys.choices import THRESHOLD, Mode, Voice
from sonda.apps.surveys.models import Survey

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


def within(rows: Rows, scope: Collection[str] | None) -> Rows:
    """Those about a unit of the scope, or, where no unit is said, about a region of it; None is no limit."""
    if scope is None:
        return rows
    return rows.filter(models.Q(unit__in=scope) | models.Q(unit="", region__in=scope)) if scope else rows.none()


class ResponseQuerySet(OrganizationQuerySet["Response"]):
    def visible_to(self, member: Member) -> Self:
        """The member's organisation's, and of these the ones whose unit or region is within the member's scope.

        Confidential ones are nobody's to see, whatever the role (R3.5): they are counted in groups, through `Block`.
        """
        ours = super().visible_to(member).filter(survey__mode=Mode.IDENTIFIED)
        return within(ours, scope_of(member))


class BlockQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Member) -> Self:
        """Blocks of the member's organisation, and of these the ones within the member's scope."""
        return within(self.filter(survey__organization_id=member.organization_id), scope_of(member))


class Block(models.Model):
    """People of a confidential survey who are only ever counted together (`sonda.methods.confidentiality`).

    What all of them have in common stands in its column, or, for a segment, in `segments`; what differs is blank.
    Blocks are made of the responses of one import, and never change.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="blocks")
    import_id = models.BigIntegerField(db_index=True)
    n = models.PositiveIntegerField()  # responses
    voice = models.CharField(max_length=20, blank=True)
    company = models.CharField(max_length=120, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    month = models.DateField(null=True, blank=True)  # its first day
    unit = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=20, blank=True)
    segments = models.JSONField(default=dict)

    objects: ClassVar[Any] = BlockQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survey", "id"], name="block_in_order")]

    def __str__(self) -> str:
        return f"{self.n} of survey {self.survey_id}"


class CountedTogether(models.Model):
    """One person of a block, by codes; kept when the import is undone (`counted_before` says why).

    `who` tells the person where the file did, and `what` what they said; both the same where nobody is named.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+", db_index=False)
    import_id = models.BigIntegerField()
    block = models.BigIntegerField(db_index=True)  # its number, also when it is gone
    who = models.BinaryField(max_length=12)
    what = models.BinaryField(max_length=12)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survey", "who"], name="counted_who")]

    def __str__(self) -> str:
        return f"somebody of block {self.block}"


class CommentBlock(models.Model):
    """People whose words about one question of a confidential survey are only ever shown together, and without names.

    What all of them have in common stands in its column; what differs is blank. Made of the responses of one import,
    and never changed: who takes out a response of one takes out the block (`Comment.response` sees to it).
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="comment_blocks")
    import_id = models.BigIntegerField(db_index=True)
    question = models.CharField(max_length=60)  # its key
    n = models.PositiveIntegerField()  # comments
    voice = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = BlockQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survey", "question"], name="comment_blocks_of")]

    def __str__(self) -> str:
        return f"{self.n} comments of survey {self.survey_id}"


class Response(OrganizationOwned):
    """A response: who spoke, when, about what, and the answers by question key.

    `source_key` says which person in which wave this is, so that the same answer arrives once; `import_id` is the
    number of the import that brought it (imports live in a room above).
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    import_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    source_key = models.CharField(max_length=200)
    respondent = models.CharField(max_length=120, blank=True)
    voice = models.CharField(max_length=20, choices=Voice.choices, default=Voice.CUSTOMER)
    company = models.CharField(max_length=120, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=20, blank=True)
    weight = models.FloatField(default=1.0)
    segments = models.JSONField(default=dict)  # segment key → value
    answers = models.JSONField(default=dict)  # question key → number or text
    # The promise under which the person answered, kept with the answer (R3.1), and the group they are counted in.
    mode = models.CharField(max_length=20, choices=Mode.choices, default=Mode.IDENTIFIED)
    threshold = models.PositiveIntegerField(default=THRESHOLD)
    block = models.ForeignKey(Block, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ResponseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "source_key"], name="response_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="response_weight_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["survey", "id"], name="response_tail")]

    def __str__(self) -> str:
        return self.source_key


class Comment(models.Model):
    """One comment of a block. `place` is drawn by lot: the order of reading tells nothing of anybody.

    Survey and question are its block's, so that a page of a million comments is found by an index.
    """

    block = models.ForeignKey(CommentBlock, on_delete=models.CASCADE, related_name="comments")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+", db_index=False)
    question = models.CharField(max_length=60)
    response = models.ForeignKey(Response, on_delete=models.RESTRICT, related_name="+")
    place = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["survey", "question", "place"], name="comments_by_lot"),
        ]

    def __str__(self) -> str:
        return f"a comment of block {self.block_id}"
