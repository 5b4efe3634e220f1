"""Pasted names become persons only when it is clear which."""

from db.rules.match import LEAVE_OUT, NO_UNIT, SOMEBODY_ELSE, Candidate, Chosen, Match, decide

AN = Candidate(1, "An", 1, "Bank", "East", near=True)
AN_TOO = Candidate(4, "An", 2, "School", "West")
BA = Candidate(2, "Ba", 1, "Bank", "East")
GONE = Candidate(9, "Ba", 3, "Clinic", "West", left=True)
MATCHES = [Match("Ba", (BA, GONE)), Match("An", (AN, AN_TOO)), Match("Zhou", ())]


def test_one_bearer_is_taken_and_the_others_wait():
    assert decide(MATCHES, {}, {}, None) == Chosen(people=(2,), undecided=("An", "Zhou"))


def test_somebody_who_left_is_taken_only_when_nobody_else_bears_the_name():
    assert Match("Ba", (GONE,)).sole == GONE
    assert Match("Ba", (BA, GONE)).sole == BA
    assert Match("An", (AN, AN_TOO)).sole is None


def test_namesakes_are_picked_one_or_both():
    assert decide(MATCHES, {"An": 4}, {}, LEAVE_OUT) == Chosen((2, 4), left_out=("Zhou",))
    assert decide(MATCHES, {"An": (1, 4)}, {}, LEAVE_OUT).people == (2, 1, 4)
    assert decide(MATCHES, {"An": LEAVE_OUT}, {}, LEAVE_OUT) == Chosen((2,), left_out=("An", "Zhou"))


def test_an_id_that_bears_another_name_is_not_let_in():
    assert decide(MATCHES, {"An": 777}, {}, LEAVE_OUT).people == (2,)


def test_the_unknown_follow_the_choice_for_all_unless_they_have_their_own():
    unknown = [Match("Zhou", ()), Match("Qian", ())]
    assert decide(unknown, {}, {}, 3).newcomers == (("Zhou", 3), ("Qian", 3))
    assert decide(unknown, {}, {"Qian": NO_UNIT}, 3).newcomers == (("Zhou", 3), ("Qian", None))
    assert decide(unknown, {}, {"Qian": LEAVE_OUT}, 3) == Chosen(newcomers=(("Zhou", 3),), left_out=("Qian",))


def test_a_namesake_of_a_known_person_may_be_somebody_new():
    chosen = decide([Match("Ba", (BA,))], {"Ba": SOMEBODY_ELSE}, {"Ba": 3}, None)
    assert chosen == Chosen(newcomers=(("Ba", 3),))
    assert chosen.number == 1


def test_two_spellings_of_one_person_count_once():
    assert decide([Match("Ba", (BA,)), Match("B a", (BA,))], {}, {}, None).people == (2,)
