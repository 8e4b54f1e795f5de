"""Which keywords a complaint holds, and how many complaints and callers a month had of each."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from complaints.models import Complaint

# In place of a channel, a department or a viewing department: all of them, or nobody's in particular.
ALL = 0
# In place of a viewing department: all complaints, also those whose texts only their departments read.
EVERYTHING = -1


class Keyword(models.Model):
    """A word that complaints are counted by, as it is shown; one row for each normal form."""

    text = models.CharField("낱말", max_length=60)
    normal = models.CharField(max_length=60, unique=True)

    class Meta:
        verbose_name = "핵심어"

    def __str__(self) -> str:
        return self.text


class ComplaintKeywords(models.Model):
    """The keywords of one complaint, beside what they are counted by; every complaint has a row, also without any word.

    `day` is that of receipt. `caller` is 63 bits of the complaint's caller key, or the complaint's own number below
    zero where it has none, so that each counts as one. `version` is that of the rules by which the words were found.
    """

    # No constraint in the database: complaints are written and deleted without waiting for this table.
    complaint = models.OneToOneField(
        Complaint, models.DO_NOTHING, primary_key=True, related_name="keywords", db_constraint=False
    )
    day = models.DateField("접수일")
    channel_id = models.BigIntegerField()
    department_id = models.BigIntegerField(default=ALL)
    is_public = models.BooleanField()
    caller = models.BigIntegerField()
    keyword_ids = ArrayField(models.IntegerField())
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = "민원의 핵심어"
        indexes: ClassVar = [
            models.Index(fields=["day", "department_id"], name="complaintkeywords_day"),
            # One department's complaints of one channel are counted as asked, over a year and more.
            models.Index(
                fields=["department_id", "channel_id", "day"],
                include=["caller", "is_public"],
                name="complaintkeywords_office",
            ),
            GinIndex(fields=["keyword_ids"], opclasses=["array_ops"], name="complaintkeywords_words"),
            models.Index(fields=["version"], name="complaintkeywords_version"),
        ]

    def __str__(self) -> str:
        return str(self.complaint_id)


class KeywordMonth(models.Model):
    """How many complaints, callers and matters of one month hold a keyword: public ones, and what a department adds.

    `callers` are distinct ones. `matters` are confirmed groups of complaints (complaints.groups), of which every other
    complaint is one of its own; one that spans months counts in each month in which a complaint of it holds the word.

    `channel_id` is ALL, one of them, or a department as its number below zero, whose complaints alone are counted then.
    `viewer_id` ALL counts the public complaints; a department's own row counts what its readers see beyond these: its
    complaints that are not public, and their callers and matters that have no public one in the same cell. A reader's
    number is the sum of the two. One department's figures of one channel are counted from its complaints.
    """

    month = models.DateField()
    channel_id = models.BigIntegerField(default=ALL)
    viewer_id = models.BigIntegerField(default=ALL)
    # Written by the hundred thousand: without a look at each keyword, and without an index that the one below contains.
    keyword = models.ForeignKey(Keyword, models.CASCADE, related_name="months", db_index=False, db_constraint=False)
    complaints = models.PositiveIntegerField()
    callers = models.PositiveIntegerField()
    matters = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "달마다의 핵심어"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel_id", "viewer_id", "month", "keyword"],
                include=["complaints", "callers", "matters"],
                name="keywordmonth_cell",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["keyword", "month"], name="keywordmonth_of_keyword")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.keyword_id}"


class MonthTotal(models.Model):
    """How many complaints, callers and matters one month has, whatever their words, in the cells of KeywordMonth.

    The rows of EVERYTHING count all, for everybody may know of them; the others those whose texts may be read.
    `version` is that of the rules by which the month was counted.
    """

    month = models.DateField()
    channel_id = models.BigIntegerField(default=ALL)
    viewer_id = models.BigIntegerField(default=ALL)
    complaints = models.PositiveIntegerField()
    callers = models.PositiveIntegerField()
    matters = models.PositiveIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "달마다의 민원 수"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel_id", "viewer_id", "month"], name="monthtotal_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class StaleComplaint(models.Model):
    """A complaint that was stored or removed, or whose words mean something else, since its keywords were found."""

    complaint_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "핵심어를 다시 찾을 민원"
        indexes: ClassVar = [models.Index(fields=["at"], name="stalecomplaint_at")]

    def __str__(self) -> str:
        return str(self.complaint_id)


class StaleMonth(models.Model):
    """A month whose figures have to be counted again."""

    month = models.DateField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "다시 셀 달"

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
