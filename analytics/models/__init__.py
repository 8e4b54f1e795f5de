"""All tables of the analytics."""

from analytics.models.keywords import (
    ALL,
    ComplaintKeywords,
    Keyword,
    KeywordMonth,
    ReadableMonth,
    StaleComplaint,
    StaleMonth,
)
from analytics.models.reports import Delivery, KeywordAlert, MonthlyReport, Subscription
from analytics.models.service import ServiceMonth
from analytics.models.words import DictionaryChange, DictionaryWord, WordKind, WordOrigin

__all__ = [
    "ALL",
    "ComplaintKeywords",
    "Delivery",
    "DictionaryChange",
    "DictionaryWord",
    "Keyword",
    "KeywordAlert",
    "KeywordMonth",
    "MonthlyReport",
    "ReadableMonth",
    "ServiceMonth",
    "StaleComplaint",
    "StaleMonth",
    "Subscription",
    "WordKind",
    "WordOrigin",
]
