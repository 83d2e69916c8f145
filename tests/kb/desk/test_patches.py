"""A change of a file is taken back wherever its lines are now, if they are as the save left them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.desk.patches import make_patch, undo_patch
from tests.sampling import examples

FILES = st.lists(st.sampled_from(["甲\n", "乙\n", "丙\n", "丁\n"]), max_size=12).map("".join)


@given(FILES, FILES)
@settings(max_examples=examples(400))
def test_an_undo_right_after_a_save_gives_the_file_before(old: str, new: str) -> None:
    ((name, hunks),) = make_patch({"a.xml": (old.encode(), new.encode())})
    assert name == "a.xml"
    assert undo_patch(hunks, new.encode()) == old.encode()


def test_what_was_saved_elsewhere_in_the_file_stays() -> None:
    lines = [f"{n}\n" for n in range(40)]
    old, new = "".join(lines), "".join([*lines[:20], "new\n", *lines[21:]])
    ((_, hunks),) = make_patch({"a": (old.encode(), new.encode())})
    later = "first\n" + new.replace("35\n", "35\nmore\n")
    assert undo_patch(hunks, later.encode()) == ("first\n" + old.replace("35\n", "35\nmore\n")).encode()
    assert undo_patch(hunks, later.replace("new\n", "newer\n").encode()) is None
    assert undo_patch(hunks, later.replace("\n21\n", "\n2x1\n").encode()) is None


def test_of_two_places_that_look_the_same_the_nearer_is_taken() -> None:
    block = "a\nb\nc\n{}\nd\ne\nf\n"
    old = block.format("x") + block.format("y")
    new = block.format("y") + block.format("y")
    ((_, hunks),) = make_patch({"a": (old.encode(), new.encode())})
    assert undo_patch(hunks, new.encode()) == old.encode()
