"""The rules of money and rights: frozen values and functions, no input or output."""
