"""A row gets the gravest decision of its codes, and keeps them all."""

from kernel.values.verdicts import Decision, Place, weigh

LEADS_TO = {"WARNS": Decision.ACCEPTED, "ASKS": Decision.REVIEW, "STOPS": Decision.REJECTED}
HERE = Place("ทะเบียน", 5)


def test_a_row_without_codes_is_accepted() -> None:
    assert weigh(HERE, [], LEADS_TO).decision is Decision.ACCEPTED


def test_the_gravest_code_decides() -> None:
    assert weigh(HERE, ["WARNS"], LEADS_TO).decision is Decision.ACCEPTED
    assert weigh(HERE, ["ASKS", "WARNS"], LEADS_TO).decision is Decision.REVIEW
    assert weigh(HERE, ["WARNS", "STOPS", "ASKS"], LEADS_TO).decision is Decision.REJECTED


def test_all_codes_are_kept() -> None:
    assert weigh(HERE, ["ASKS", "WARNS", "ASKS"], LEADS_TO).codes == {"ASKS", "WARNS"}
