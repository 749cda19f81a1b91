"""Claims of speed, each against its floor and its peers in the same run; `make bench`."""
