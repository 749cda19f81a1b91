"""What can be asked of persons and memberships: load, decide, save, announce."""
