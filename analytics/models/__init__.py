"""All tables of the analytics."""

from analytics.models.keywords import (
    ALL,
    EVERYTHING,
    ComplaintKeywords,
    Keyword,
    KeywordMonth,
    MonthTotal,
    StaleComplaint,
    StaleMonth,
)
from analytics.models.reports import Delivery, KeywordAlert, MonthlyReport, Subscription
from analytics.models.service import ServiceMonth
from analytics.models.words import DictionaryChange, DictionaryWord, WordKind, WordOrigin

__all__ = [
    "ALL",
    "EVERYTHING",
    "ComplaintKeywords",
    "Delivery",
    "DictionaryChange",
    "DictionaryWord",
    "Keyword",
    "KeywordAlert",
    "KeywordMonth",
    "MonthTotal",
    "MonthlyReport",
    "ServiceMonth",
    "StaleComplaint",
    "StaleMonth",
    "Subscription",
    "WordKind",
    "WordOrigin",
]
