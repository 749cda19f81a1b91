"""funds - the welfare funds: their regulations, contributions, claims and ledger.

owns   funds, regulations, collections, claims, the ledger (balances come from it alone)
hears  members: member_enrolled, membership_changed, memberships_recorded
says   fund_opened, fund_certified, fund_status_changed, fund_changed, fund_stopped, fund_resumed,
       member_suspended, member_reinstated, member_resigned, member_removed, member_moved_out,
       regulation_adopted, contributions_recorded,
       income_recorded, expense_recorded, entry_reversed, year_closed,
       match_round_opened, match_awarded, match_received, match_clawed_back,
       claim_submitted, claim_approved, claim_rejected, claim_paid, claim_withdrawn,
       claim_overlap_found, payment_voided, death_approved, death_withdrawn
asks   members: match_roster, list_memberships, get_ages, get_living, get_house, list_levy_payers,
       get_person_on_day, get_age_structures, get_member_groups, get_unidentified
"""
