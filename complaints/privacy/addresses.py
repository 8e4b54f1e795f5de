"""From which machine a request came, when a proxy stands between."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ipaddress import IPv4Address


def client_address(meta: Mapping[str, Any]) -> str | None:
    """The nearest address that is none of our proxies; None when the server was told none.

    Only a trusted proxy is believed about the addresses before it, for anybody can send X-Forwarded-For.
    """
    nearest = _parse(meta.get("REMOTE_ADDR", ""))
    for told in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if nearest is None or not _is_trusted(nearest):
            break
        before = _parse(told)
        if before is None:
            break
        nearest = before
    return str(nearest) if nearest else None


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """None for what is no address; a zone is dropped, and an IPv4 address within IPv6 is told as itself."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _is_trusted(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
