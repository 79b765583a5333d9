"""Addresses of the roof's own pages, for the templates of every app: {% load roof %}."""

from django import template

from citycamp.front import teams

register = template.Library()


@register.simple_tag
def team_of(scope) -> str:
    """The page of those who look after this camp, city, community, wiki or list; None is the network."""
    return teams.team_of(scope)
