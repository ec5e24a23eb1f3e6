from tests.support.builders import NOW_S, digest, line


def test_it_says_how_many_and_how_many_wait_for_somebody() -> None:
    assert digest().headline == "3 more forecasts at once: 2 need a person, 1 are over"
    assert digest().counts == "2 × memory, 1 × disk"


def test_the_most_urgent_come_first_and_what_needs_a_person_before_what_does_not() -> None:
    lines = (
        line(headline="handled and near", needs_a_person=False, kind="acted", eta_at_s=NOW_S),
        line(headline="late", eta_at_s=NOW_S + 900),
        line(headline="unknown when", eta_at_s=None),
        line(headline="soon", eta_at_s=NOW_S + 60),
        line(headline="over", over=True),
    )
    said = digest(lines=lines).urgent
    assert [one.split(" (")[0] for one in said] == ["soon", "late", "unknown when", "handled and near"]


def test_a_question_is_listed_with_the_words_that_answer_it() -> None:
    assert (
        digest(lines=(line(kind="asked", approval_id="c0ffee"),))
        .urgent[0]
        .endswith("; `receiver approve c0ffee --by NAME`")
    )


def test_what_is_not_listed_is_counted() -> None:
    said = digest(lines=tuple(line(headline=str(number)) for number in range(25))).urgent
    assert len(said) == 11
    assert said[-1] == "and 15 more: `receiver history`"


def test_its_link_is_that_of_the_most_urgent_one_that_has_any() -> None:
    lines = (
        line(link="https://later", eta_at_s=NOW_S + 900),
        line(link="https://soon", eta_at_s=NOW_S + 60),
        line(eta_at_s=NOW_S),
    )
    assert digest(lines=lines).link == "https://soon"
    assert digest(lines=()).link == ""
