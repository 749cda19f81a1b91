"""logbook - the family's book (สมุดพกครอบครัว): one for each house, told of for a stated purpose.

owns   households, who lives in them (by person_id: no id number, no name), assessments,
       disclosures
hears  -
says   household_registered, household_assessed
asks   members: register_persons, get_persons
"""
