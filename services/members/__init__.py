"""members - persons and their memberships: who is who, once for the nation.

owns   persons (name, id number, birth, death), applications, memberships (number,
       since when, how it ended)
hears  funds: member_resigned, member_removed, member_moved_out, death_approved, death_withdrawn,
       fund_stopped, fund_resumed
says   member_enrolled, membership_changed, memberships_recorded
asks   -
"""
