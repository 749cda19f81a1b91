"""The doors people and partners use: know the contracts and the client, no rules, no tables."""
