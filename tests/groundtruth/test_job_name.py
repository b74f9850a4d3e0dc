import re

import pytest
from botocore.loaders import Loader
from hypothesis import example, given
from hypothesis import strategies as st

from groundtruth import job_name

SHAPE = Loader().load_service_model("sagemaker", "service-2")["shapes"]["LabelingJobName"]

valid_names = st.from_regex(r"[a-zA-Z0-9](-{0,3}[a-zA-Z0-9]){0,62}", fullmatch=True).filter(
    lambda name: len(name) <= 63
)
suffixes = st.sampled_from(["chain", "clone"])


@pytest.mark.parametrize("name", ["a", "cats", "Cats-2", "a--b", "a" * 63, "cats-ref"])
def test_letters_digits_and_inner_hyphens_are_a_name(name):
    assert job_name.problems(name) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "The job name is empty: type 1 to 63 characters."),
        ("a" * 64, f"“{'a' * 64}” is too long for a job name: 64 characters, at most 63."),
        (
            "my cats!",
            "“my cats!” contains “ !”: "
            "a job name has only letters from a to z, digits and hyphens.",
        ),
        ("cats-", "“cats-” must begin and end with a letter or a digit, not with a hyphen."),
    ],
)
def test_a_broken_rule_is_one_sentence_with_the_value(name, sentence):
    assert job_name.problems(name) == [sentence]


def test_every_problem_is_told_at_once():
    assert len(job_name.problems("_" * 64 + "-")) == 3


@given(st.text("aZ9-_ é\n", max_size=10) | valid_names)
@example("a" * 64)
@example("a" + "-" * 61 + "a")
def test_rules_are_those_of_the_api_model(name):
    fits_the_model = bool(re.fullmatch(SHAPE["pattern"], name)) and (
        SHAPE["min"] <= len(name) <= SHAPE["max"]
    )
    assert (job_name.problems(name) == []) == fits_the_model


@pytest.mark.parametrize(
    ("source", "taken", "name"),
    [
        ("cats", [], "cats-chain"),
        ("cats", ["cats-chain"], "cats-chain-2"),
        ("cats", ["cats-chain", "cats-chain-2"], "cats-chain-3"),
        ("cats", ["CATS-Chain"], "cats-chain-2"),
        ("cats-chain", [], "cats-chain-chain"),
        ("a" * 63, [], "a" * 57 + "-chain"),
        ("a" * 63, ["a" * 57 + "-chain"], "a" * 55 + "-chain-2"),
        ("a" * 56 + "--" + "b" * 5, [], "a" * 56 + "-chain"),
    ],
)
def test_next_free_counts_up_and_cuts_the_source(source, taken, name):
    assert job_name.next_free(source, "chain", taken) == name


def test_a_clone_has_its_own_suffix():
    assert job_name.next_free("cats", "clone", ["cats-chain"]) == "cats-clone"


@given(valid_names, suffixes, st.integers(0, 12))
def test_next_free_is_always_valid_and_free(source, suffix, others):
    taken: list[str] = []
    for _ in range(others):
        name = job_name.next_free(source, suffix, taken)
        assert job_name.problems(name) == []
        assert name.lower() not in [other.lower() for other in taken]
        taken.append(name.swapcase())
