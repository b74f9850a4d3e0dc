"""The walls between the rooms, read off the imports: what may know Django, AWS and each other."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
ROOMS = ("groundtruth", "jobs", "gtconsole")

# What alone may talk to AWS, and the modules that may read the API model botocore ships.
SPEAK_TO_AWS = ("jobs.aws", "groundtruth.endpoint.objects")
READ_THE_MODEL = {
    "groundtruth.api_model",
    "groundtruth.endpoint.protocol",
    "groundtruth.endpoint.validation",
}


def imports(checkout: Path) -> dict[str, set[str]]:
    """Every module of the rooms with the modules it imports, ours and others', at any depth."""
    paths = [path for room in ROOMS for path in sorted((checkout / room).rglob("*.py"))]
    names = {path: _module_name(path.relative_to(checkout)) for path in paths}
    known = set(names.values())
    return {
        name: {_module(target, known) for target in _targets(path, name)} - {name}
        for path, name in names.items()
    }


def breaches(graph: dict[str, set[str]]) -> list[str]:
    """Every import that goes through a wall, and a circle if there is one."""
    found = [
        f"{module} imports {target}"
        for module, targets in graph.items()
        for target in sorted(targets)
        if _forbidden(module, target)
    ]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found.append("circle: " + " -> ".join(error.args[1]))
    return found


def _forbidden(module: str, target: str) -> bool:
    package = target.partition(".")[0]
    speaks = any(_within(module, each) for each in SPEAK_TO_AWS)
    if package == "boto3":
        return not speaks
    if package == "botocore":
        return not speaks and module not in READ_THE_MODEL
    if _within(module, "groundtruth"):
        up = package in ("django", "jobs", "gtconsole")
        rule = not _within(module, "groundtruth.endpoint")
        return up or (rule and _within(target, "groundtruth.endpoint"))
    if _within(module, "jobs"):
        return package == "gtconsole" or _within(target, "groundtruth.endpoint")
    return False


def _within(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


def _module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _targets(path: Path, module: str) -> Iterator[str]:
    """The dotted names a file imports; what is imported from a module is part of the name."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) + 1 - node.level]
            start = ".".join([*(up if node.level else []), *filter(None, [node.module])])
            yield from (f"{start}.{alias.name}" for alias in node.names)


def _module(target: str, known: set[str]) -> str:
    """`package.module.function` is the module, as far as it is one of ours."""
    while target not in known and target.partition(".")[0] in ROOMS and "." in target:
        target = target.rpartition(".")[0]
    return target


def test_no_import_goes_through_a_wall():
    assert breaches(imports(CHECKOUT)) == []


def test_the_rules_are_among_what_is_read():
    graph = imports(CHECKOUT)
    assert "groundtruth.task_types" in graph["groundtruth.label_attribute"]
    assert "botocore.loaders.Loader" in graph["groundtruth.api_model"]


@pytest.mark.parametrize(
    ("file", "source", "breach"),
    [
        ("groundtruth/rule.py", "from django.utils import html", "django.utils.html"),
        ("groundtruth/endpoint/app.py", "import django", "django"),
        ("groundtruth/rule.py", "import boto3", "boto3"),
        ("groundtruth/rule.py", "import botocore.session", "botocore.session"),
        ("groundtruth/endpoint/app.py", "from boto3 import client", "boto3.client"),
        ("jobs/views/pages.py", "def view():\n    import boto3", "boto3"),
        (
            "jobs/rows.py",
            "from botocore.exceptions import ClientError",
            "botocore.exceptions.ClientError",
        ),
        ("jobs/awsome.py", "import boto3", "boto3"),
        ("gtconsole/wsgi.py", "import boto3", "boto3"),
        ("groundtruth/rule.py", "from jobs import aws", "jobs.aws"),
        ("groundtruth/endpoint/app.py", "from gtconsole import settings", "gtconsole.settings"),
        ("groundtruth/rule.py", "from .endpoint import store", "groundtruth.endpoint.store"),
        (
            "jobs/rows.py",
            "from groundtruth.endpoint.store import Store",
            "groundtruth.endpoint.store",
        ),
        ("jobs/rows.py", "from gtconsole.settings import DEBUG", "gtconsole.settings"),
    ],
)
def test_a_breach_is_found(tmp_path, file, source, breach):
    graph = imports(checkout_with(tmp_path, {file: source}))
    module = file.removesuffix(".py").replace("/", ".")
    assert breaches(graph) == [f"{module} imports {breach}"]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("jobs/aws/clients.py", "import boto3\nfrom botocore.config import Config"),
        ("groundtruth/endpoint/objects.py", "import boto3, botocore"),
        ("groundtruth/endpoint/validation.py", "from botocore import model"),
        (
            "groundtruth/endpoint/app.py",
            "from groundtruth import rule\nfrom .. import rule as same",
        ),
        ("jobs/rows.py", "from groundtruth.rule import anything"),
        ("gtconsole/wsgi.py", "from jobs import aws\nimport django"),
    ],
)
def test_what_points_down_is_no_breach(tmp_path, file, source):
    assert breaches(imports(checkout_with(tmp_path, {file: source}))) == []


def test_a_circle_is_found(tmp_path):
    files = {"jobs/a.py": "from jobs import b", "jobs/b.py": "from .a import thing"}
    [breach] = breaches(imports(checkout_with(tmp_path, files)))
    assert breach.startswith("circle: ")


def checkout_with(folder: Path, files: dict[str, str]) -> Path:
    """A checkout of empty modules, some of which hold the given source."""
    empty = ["groundtruth/rule.py", "groundtruth/endpoint/store.py", "gtconsole/settings.py"]
    empty += [f"{package}/__init__.py" for package in (*ROOMS, "groundtruth/endpoint")]
    for name, source in {**dict.fromkeys([*empty, "jobs/aws/__init__.py"], ""), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return folder
