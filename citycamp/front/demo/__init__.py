"""The demo world: real cities, invented people, made only through each app's actions."""
