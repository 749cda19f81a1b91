"""integrations - partners: who they are, what they subscribed to, and the log they read it from.

owns   partners, subscriptions, the log of every event partners may hear
hears  funds: fund_opened, regulation_adopted, contributions_recorded,
       claim_submitted, claim_approved, claim_rejected, claim_paid
       logbook: household_registered, household_assessed
says   partner_approved
asks   -
"""
