from receiver.scorecard.actions import Done, Loan, by_outcome


def test_replicas_count_by_the_hour_and_bytes_for_good() -> None:
    loans = [
        Loan("scale", "worked", 2, 0.0, 5400.0),
        Loan("scale", "worked", 1, 0.0, 3600.0),
        Loan("expand-volume", "no_effect", 10, 0.0, 3600.0),
        Loan("resize-memory", "no_effect", 5, 0.0, 3600.0),
    ]
    assert by_outcome(loans) == (Done("no_effect", 2, 0.0, 15), Done("worked", 2, 4.0, 0))


def test_a_loan_that_ended_before_it_began_took_nothing() -> None:
    assert by_outcome([Loan("scale", "worked", 2, 10.0, 0.0)]) == (Done("worked", 1, 0.0, 0),)
