"""What people see of the lists. Every page of a list comes through views.doors."""
