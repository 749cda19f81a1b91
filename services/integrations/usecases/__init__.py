"""What can be asked of partners and their feed: load, decide, save, announce."""
