from groundtruth import api_model
from groundtruth.labeling_job_status import WORDS, status_words


def test_every_status_of_the_api_model_has_words():
    assert set(WORDS) == set(api_model.shape("LabelingJobStatus").enum)


def test_words_are_for_people():
    assert status_words("InProgress") == "In progress"


def test_a_status_nobody_knows_is_shown_as_it_is():
    assert status_words("Paused") == "Paused"
