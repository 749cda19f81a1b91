"""Owns who people are: the person, the id number, the membership and its end."""
