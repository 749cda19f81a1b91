"""Plumbing: the only code that knows nameko and eventlet, and opens engines."""
