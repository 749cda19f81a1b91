"""The rules of persons and memberships: frozen values and functions, no input or output."""
