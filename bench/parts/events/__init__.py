"""Two small services on the real chassis, one announces and one hears, and their floor.

They borrow the names, rights and databases of `members` and `funds`, and a real event.
"""
