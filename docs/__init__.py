"""Documents made from the code, so that they cannot say what it no longer does."""
