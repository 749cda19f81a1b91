"""What runs Kongbun: on a laptop (`local`), in containers, and the watch kept over it."""
