"""Owns the money: funds, contributions, claims and the ledger. Stores no names."""
