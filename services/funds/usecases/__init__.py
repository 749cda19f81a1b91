"""What the platform can be asked to do with funds: load, decide, save, announce."""
