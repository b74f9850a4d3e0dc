"""The labeling jobs that a new endpoint has: of every kind, in every status, over some weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from groundtruth.endpoint.plan import FAILED_OBJECTS_TAG, JOB_FAILURE_TAG
from groundtruth.endpoint.progress import Speed

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


@dataclass(frozen=True)
class Manifest:
    """An input manifest: the first pictures of a scene or texts on a subject."""

    name: str
    objects: int
    scene: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Sample:
    """One labeling job; times are seconds.

    `age` is how long ago it was created. `stopped` is how long after that somebody stopped it, or,
    when negative, how long ago. `chained_from` takes everything but the name, the age and the tags
    from an earlier sample. `simulate` are the tags that ask for failures; the job does not keep
    them, because whoever chains or clones it wants no failures.
    """

    name: str
    age: float
    task_type: str = ""
    manifest: str = ""
    labels: tuple[str, ...] = ()
    description: str = ""
    instruction: str = ""
    keywords: tuple[str, ...] = ()
    project: str = ""
    workers: int = 3
    at_once: int = 1000
    automated: bool = False
    stopped: float | None = None
    simulate: Mapping[str, str] = field(default_factory=dict)
    speed: Speed = "real"
    chained_from: str = ""


MANIFESTS = (
    Manifest("harbor", 26, scene="harbor"),
    Manifest("roads", 24, scene="road"),
    Manifest("birds", 28, scene="birds"),
    Manifest("fruit", 32, scene="fruit"),
    Manifest("tickets", 1500, subject="tickets"),
    Manifest("tickets-backlog", 4000, subject="tickets"),
    Manifest("museums", 120, subject="museums"),
    Manifest("museums-archive", 6000, subject="museums"),
)

_TOPICS = ("account", "billing", "delivery", "praise", "product")
_ENTITIES = ("Person", "Place", "Organization", "Date")
_SPECIES = ("gull", "owl", "robin", "swallow")
_FRUITS = ("apple", "banana", "grapes", "orange", "pear")

SAMPLES = (
    Sample(
        "harbor-boats",
        24 * DAY,
        "BoundingBox",
        "harbor",
        labels=("sailboat", "motorboat", "buoy"),
        description="Draw a box around every boat and every buoy",
        instruction="Boxes end where the boat ends; reflections and wakes stay outside.",
        keywords=("image", "boats", "bounding box"),
        project="harbor",
    ),
    Sample("harbor-boats-chain", 22 * DAY, chained_from="harbor-boats"),
    Sample(
        "garden-birds",
        20 * DAY,
        "ImageMultiClass",
        "birds",
        labels=_SPECIES,
        description="Choose the species of the bird in the picture",
        instruction="If there are several birds, choose the species of the largest one.",
        keywords=("image", "birds", "classification"),
        project="birds",
        simulate={FAILED_OBJECTS_TAG: "3"},
    ),
    Sample(
        "support-tickets",
        18 * DAY,
        "TextMultiClass",
        "tickets",
        labels=_TOPICS,
        description="Choose what the message is about",
        instruction="Choose what the customer wants done, not what they mention on the way.",
        keywords=("text", "support", "classification"),
        project="support",
        automated=True,
    ),
    Sample(
        "road-scenes",
        15 * DAY,
        "SemanticSegmentation",
        "roads",
        labels=("road", "sidewalk", "building", "tree", "sky", "car", "truck", "pedestrian"),
        description="Paint every part of the street scene in the colour of its class",
        instruction="Start with the sky and the road, then paint what stands before them.",
        keywords=("image", "road", "segmentation"),
        project="roads",
        stopped=160,
    ),
    Sample("road-scenes-chain", 14 * DAY, chained_from="road-scenes"),
    Sample(
        "museum-news",
        12 * DAY,
        "NamedEntityRecognition",
        "museums",
        labels=_ENTITIES,
        description="Mark every person, place, organization and date",
        instruction="Mark whole names: “Museum of Quiet Things” is one organization.",
        keywords=("text", "named entities", "news"),
        project="museums",
    ),
    Sample(
        "fruit-bowls",
        9 * DAY,
        "ImageMultiClassMultiLabel",
        "fruit",
        labels=_FRUITS,
        description="Choose all kinds of fruit that are on the table",
        instruction="Choose every kind once, however many there are.",
        keywords=("image", "fruit", "multi label"),
        project="fruit",
    ),
    Sample(
        "road-weather",
        6 * DAY,
        "ImageMultiClass",
        "roads",
        labels=("clear", "rain", "night"),
        description="Choose the weather, or night if the sky is dark",
        instruction="A wet road without falling rain is still clear weather.",
        keywords=("image", "road", "weather"),
        project="roads",
        simulate={JOB_FAILURE_TAG: "50"},
    ),
    Sample(
        "lake-birds",
        6 * DAY - HOUR,
        "ImageMultiClass",
        "lake-birds",  # a manifest that nobody has uploaded
        labels=_SPECIES,
        description="Choose the species of the bird on the lake",
        keywords=("image", "birds"),
        project="birds",
    ),
    Sample(
        "harbor-buoys",
        4 * DAY,
        "BoundingBox",
        "harbor",
        labels=("buoy",),
        description="Draw a box around every buoy",
        instruction="Leave out the boats. A picture without a buoy gets no box.",
        keywords=("image", "buoys", "bounding box"),
        project="harbor",
        stopped=150,
    ),
    Sample(
        "ticket-backlog",
        8 * HOUR,
        "TextMultiClass",
        "tickets-backlog",
        labels=_TOPICS,
        description="Choose what the message is about",
        instruction="Choose what the customer wants done, not what they mention on the way.",
        keywords=("text", "support", "classification"),
        project="support",
        workers=9,
    ),
    Sample(
        "fruit-boxes",
        40 * MINUTE,
        "BoundingBox",
        "fruit",
        labels=_FRUITS,
        description="Draw a box around every single fruit",
        instruction="A bunch of grapes is one fruit.",
        keywords=("image", "fruit", "bounding box"),
        project="fruit",
        workers=9,
        at_once=1,
    ),
    Sample(
        "pedestrian-crossings",
        25 * MINUTE,
        "BoundingBox",
        "roads",
        labels=("pedestrian",),
        description="Draw a box around every pedestrian",
        instruction="Box what can be seen of a person behind a car.",
        keywords=("image", "road", "pedestrians"),
        project="roads",
        workers=9,
        at_once=1,
        stopped=-1,
    ),
    Sample(
        "museum-archive",
        90,
        "NamedEntityRecognition",
        "museums-archive",
        labels=_ENTITIES,
        description="Mark every person, place, organization and date",
        instruction="Mark whole names: “Museum of Quiet Things” is one organization.",
        keywords=("text", "named entities", "archive"),
        project="museums",
        speed="fast",
    ),
    Sample(
        "bird-flocks",
        0,
        "BoundingBox",
        "birds",
        labels=_SPECIES,
        description="Draw a box around every bird",
        instruction="Include wing tips and tail feathers.",
        keywords=("image", "birds", "bounding box"),
        project="birds",
        workers=9,
        at_once=1,
    ),
)
