"""Two small services on the real chassis, to test it with: one speaks, one hears.

They borrow the names, rights and databases of `members` and `funds` in an installation of the
tests' own, so that the broker's rules for real services hold for them too.
"""
