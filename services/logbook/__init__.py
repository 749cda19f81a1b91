"""Owns the household book: houses, assessments, plans, visits. Keeps no id number."""
