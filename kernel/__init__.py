"""The small part all services agree to change together; it never imports a service."""
