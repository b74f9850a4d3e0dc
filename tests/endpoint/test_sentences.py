"""The sample texts: what each one says can be read off it."""

import pytest

from groundtruth.endpoint.sentences import Entity, sentence, text_truth


@pytest.mark.parametrize("subject", ["tickets", "museums"])
def test_every_sentence_is_understood(subject):
    for number in range(300):
        assert text_truth(sentence(subject, number)) is not None, sentence(subject, number)


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("The kettle stopped working after two days.", "product"),
        ("Hello, order #12345 never came.", None),
        ("Hello, Order #12345 should have come on Friday, where is it? Thanks.", "delivery"),
        ("", None),
    ],
)
def test_a_text_is_of_the_class_of_its_pattern(text, main):
    truth = text_truth(text)
    assert (truth.main if truth else None) == main


def test_entities_are_runs_of_characters_of_the_text():
    text = "Letters of Élise Moreau were found in an attic in São Paulo."
    assert text_truth(text).entities == (Entity("Person", 11, 23), Entity("Place", 50, 59))
    assert (text[11:23], text[50:59]) == ("Élise Moreau", "São Paulo")


def test_support_tickets_are_of_five_classes():
    classes = {text_truth(sentence("tickets", number)).main for number in range(200)}
    assert classes == {"account", "billing", "delivery", "praise", "product"}


def test_a_thousand_tickets_are_hardly_ever_the_same():
    assert len({sentence("tickets", number) for number in range(1000)}) > 800
