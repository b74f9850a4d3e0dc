"""The sample pictures: their truth is what can be seen in them."""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from groundtruth.endpoint import drawings
from groundtruth.endpoint.scenes import SCENES

EVERY_SCENE = pytest.mark.parametrize("scene", sorted(SCENES))


def opened(uri: str) -> Image.Image:
    return Image.open(BytesIO(drawings.draw(uri)))


@EVERY_SCENE
def test_a_picture_is_a_small_jpeg_of_the_size_its_truth_says(scene):
    encoded = drawings.draw(drawings.uri(scene, 1))
    picture, truth = Image.open(BytesIO(encoded)), drawings.truth(drawings.uri(scene, 1))
    assert (picture.format, picture.size) == ("JPEG", (truth.width, truth.height))
    assert len(encoded) <= 24_000


@EVERY_SCENE
def test_boxes_stay_inside_the_picture(scene):
    for number in range(30):
        truth = drawings.truth(drawings.uri(scene, number))
        for shape in truth.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert 0 < shape.width <= truth.width - shape.left
            assert 0 < shape.height <= truth.height - shape.top


def test_a_box_ends_where_its_thing_ends_in_the_mask():
    uri = drawings.uri("birds", 1)
    bird = next(shape for shape in drawings.truth(uri).shapes if shape.name == "swallow")
    mask = drawings.draw_mask(uri, ["swallow"])
    assert mask.getbbox() == (
        bird.left,
        bird.top,
        bird.left + bird.width,
        bird.top + bird.height,
    )


def test_the_colours_change_where_the_mask_says_that_a_thing_begins():
    uri = drawings.uri("birds", 1)  # a dark blue swallow before a bright sky
    picture, mask = opened(uri).convert("L"), drawings.draw_mask(uri, ["swallow"])
    inside = picture.crop(mask.getbbox()).histogram(mask.crop(mask.getbbox()).point([0, 255] * 128))
    brightness = sum(level * count for level, count in enumerate(inside)) / sum(inside)
    assert brightness < 90 < picture.getpixel((5, 5))


def test_mask_numbers_follow_the_order_of_the_classes():
    uri = drawings.uri("road", 2)
    forward, backward = (
        drawings.draw_mask(uri, order) for order in (["sky", "road"], ["road", "sky"])
    )
    assert (forward.getpixel((240, 3)), backward.getpixel((240, 3))) == (1, 2)


def test_classes_of_a_mask_are_found_in_any_case():
    uri = drawings.uri("road", 2)
    assert drawings.draw_mask(uri, ["Sky"]).getbbox() == drawings.draw_mask(uri, ["sky"]).getbbox()


def test_what_is_none_of_the_classes_is_zero_in_the_mask():
    assert drawings.draw_mask(drawings.uri("harbor", 0), ["giraffe"]).getextrema() == (0, 0)


@EVERY_SCENE
def test_main_varies_from_picture_to_picture(scene):
    assert len({drawings.truth(drawings.uri(scene, number)).main for number in range(40)}) >= 3


@pytest.mark.parametrize("scene", ["birds", "fruit", "harbor"])
def test_the_main_thing_is_in_the_picture(scene):
    for number in range(30):
        truth = drawings.truth(drawings.uri(scene, number))
        assert truth.main in {shape.name for shape in truth.shapes}


@pytest.mark.parametrize(
    "uri",
    [
        "s3://someone-elses/images/harbor/harbor-0001.jpg",
        "s3://gtconsole-samples/images/harbor/harbor-1.jpg",
        "s3://gtconsole-samples/images/harbor/road-0001.jpg",
        "s3://gtconsole-samples/images/palace/palace-0001.jpg",
        "not a URI",
    ],
)
def test_nothing_is_known_about_other_objects(uri):
    assert drawings.truth(uri) is None
    assert drawings.draw_mask(uri, ["sky"]) is None
    with pytest.raises(KeyError):
        drawings.draw(uri)


def test_a_picture_is_the_same_in_every_process():
    uri = drawings.uri("harbor", 3)
    code = f"from groundtruth.endpoint import drawings; print(drawings.truth({uri!r}))"
    elsewhere = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert elsewhere.stdout.strip() == str(drawings.truth(uri))
