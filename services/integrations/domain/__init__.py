"""The rules of partners and their feed: frozen values and functions, no input or output."""
