"""The rules of a welfare fund: frozen values and functions, no input or output."""
