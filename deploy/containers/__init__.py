"""Kongbun in containers: passwords, databases, broker users and keys, made once and handed over."""
