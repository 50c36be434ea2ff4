"""Two texts laid together: nothing is lost, nothing is told as changed that is not."""

from hypothesis import given
from hypothesis import strategies as st

from register.dpia.differing import MOST_WORDS, Piece, differences

WORDS = st.text(st.sampled_from("ab \nÅ."), max_size=30)


@given(WORDS, WORDS)
def test_either_text_comes_out_of_the_pieces(older: str, newer: str) -> None:
    pieces = differences(older, newer)
    assert "".join(piece.text for piece in pieces if piece.kind != "come") == older
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == newer


@given(WORDS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {piece.kind for piece in differences(text, text)} <= {"same"}


def test_only_the_words_that_differ_are_told() -> None:
    assert differences("Slettes efter fem år.", "Slettes efter to år.") == [
        Piece("same", "Slettes efter "),
        Piece("gone", "fem"),
        Piece("come", "to"),
        Piece("same", " år."),
    ]


def test_very_long_texts_are_put_side_by_side() -> None:
    long = "ord " * MOST_WORDS
    assert [piece.kind for piece in differences(long, long + "mere")] == ["gone", "come"]
    assert [piece.kind for piece in differences(long, long)] == ["same"]
