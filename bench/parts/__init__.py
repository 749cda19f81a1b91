"""What the benches are made of: the harness, and the servers and clients that are compared."""
