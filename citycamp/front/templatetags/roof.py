"""Addresses of the roof's own pages, for the templates of every app: {% load roof %}."""

from django import template

from citycamp.front import teams
from citycamp.people.moderation import permissions

register = template.Library()


@register.simple_tag
def team_of(scope) -> str:
    """The page of those who look after this camp, city, community, wiki or list; None is the network."""
    return teams.team_of(scope)


@register.simple_tag
def reports_waiting(user) -> int:
    """How many reports wait where this person decides; nobody else costs a query beside their roles."""
    return permissions.reports_for(user).exclude(state="closed").count() if permissions.decides_somewhere(user) else 0
