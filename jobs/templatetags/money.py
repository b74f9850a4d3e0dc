"""How amounts of money are shown to people."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def usd(amount: Decimal) -> str:
    """“$4,187.20”"""
    return f"${amount:,.2f}"


@register.filter
def usd_each(price: Decimal) -> str:
    """“$0.08”, “$0.036”: to the last digit, since it is multiplied."""
    return usd(price) if price == round(price, 2) else f"${price.normalize():f}"


@register.filter
def usd_for(price: Decimal, count: int) -> str:
    """What so many of them cost together."""
    return usd(price * count)
