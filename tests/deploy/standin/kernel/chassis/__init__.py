"""Stands in for the chassis, so that the stack is tested without the services it runs."""
