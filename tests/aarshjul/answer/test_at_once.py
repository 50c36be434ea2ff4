"""Two answers at the same moment: one counts, on both databases."""

import threading

import pytest
from flask import Flask

from aarshjul.answer.rules import SLUGS, WORDS, Answer
from tests.aarshjul.answer.conftest import DAY, Desk
from tests.aarshjul.answer.sent import SENT


def send_at_once(app: Flask, sent: list[tuple[str, Answer]]) -> list[int]:
    """Each from a browser of its own; what they were answered."""
    ready, codes = threading.Barrier(len(sent)), list[int]()

    def press(link: str, answer: Answer) -> None:
        client = app.test_client()
        ready.wait(timeout=30)
        codes.append(client.post(link, data={"svar": SLUGS[answer], **SENT[answer]}).status_code)

    threads = [threading.Thread(target=press, args=pair) for pair in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return codes


@pytest.mark.parametrize("answer", WORDS)
def test_one_link_pressed_twice_at_once_answers_once(app: Flask, desk: Desk, answer: Answer) -> None:
    task_id = desk.make_review()
    link = desk.link(task_id)
    assert send_at_once(app, [(link, answer)] * 2) == [303, 303]
    assert [row[0] for row in desk.answers()] == [answer]
    assert desk.task(task_id).version == 2, "it was touched once"


def test_one_link_with_two_answers_at_once_gives_one_of_them(app: Flask, desk: Desk) -> None:
    task_id = desk.make_review()
    link = desk.link(task_id)
    assert send_at_once(app, [(link, "no_changes"), (link, "postpone")]) == [303, 303]
    [(answer, _task, _person)] = desk.answers()
    assert desk.task(task_id).state == {"no_changes": "done", "postpone": "postponed"}[answer]


def test_two_links_of_one_task_at_once_are_answered_one_after_the_other(app: Flask, desk: Desk) -> None:
    task_id = desk.make_review()
    links = [desk.link(task_id), desk.link(task_id, age=DAY)]
    assert send_at_once(app, [(link, "done") for link in links]) == [303, 303]
    assert [row[0] for row in desk.answers()] == ["done"], "the second finds it done"
