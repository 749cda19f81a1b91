"""One folder is one nameko service, database and image; services never import one another."""
