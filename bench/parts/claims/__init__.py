"""What the bench of claims is made of."""
