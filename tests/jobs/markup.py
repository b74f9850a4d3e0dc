"""HTML as a test looks at it: elements by id, tag or class, and the fields a browser would send."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
NOT_SENT = ("submit", "button", "reset", "image")


class Element:
    """A tag with its attributes and what is inside it; text nodes are children of type str."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element | str] = []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def __contains__(self, attribute: str) -> bool:
        return attribute in self.attributes

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()

    @property
    def text(self) -> str:
        """The text of everything inside, white space as a browser shows it."""
        return " ".join("".join(self._texts()).split())

    @property
    def raw_text(self) -> str:
        return "".join(self._texts())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    def all(
        self, tag: str = "", *, where: Callable[[Element], bool] = bool, **having: str
    ) -> list[Element]:
        """The elements inside of this tag whose attributes have these values."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in having.items()}
        return [
            each
            for each in self._inside()
            if (not tag or each.tag == tag)
            and all(each.attributes.get(name) == value for name, value in wanted.items())
            and where(each)
        ]

    def one(self, tag: str = "", **having: str) -> Element:
        found = self.all(tag, **having)
        assert len(found) == 1, f"{len(found)} of <{tag}> {having}, not one"
        return found[0]

    def of_class(self, name: str) -> list[Element]:
        return self.all(where=lambda each: name in each.classes)

    @property
    def links(self) -> list[str]:
        """Where the links inside lead."""
        return [each["href"] for each in self.all("a") if "href" in each]

    def __bool__(self) -> bool:
        return True

    def _inside(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._inside()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open.tag == tag, f"</{tag}> where <{self.open.tag}> is open"
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def parse(response: Any) -> Element:
    """A response's HTML; every tag must be closed where it should be."""
    return _parse(response.content.decode())


@functools.lru_cache(maxsize=4)  # a test asks the same page for one thing after another
def _parse(html: str) -> Element:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open is builder.root, f"<{builder.open.tag}> is not closed"
    return builder.root


def title(response: Any) -> str:
    return parse(response).one("title").text


def by_id(response: Any, id_: str) -> Element:
    return parse(response).one(id=id_)


def fields(response: Any, form: str = "job-form") -> dict[str, Any]:
    """What a browser without JavaScript would send of a form of that id, its buttons left out."""
    page = parse(response)
    controls = page.one("form", id=form).all(where=_is_control)
    controls += page.all(where=lambda each: _is_control(each) and each.get("form") == form)
    sent: dict[str, Any] = {}
    for each in filter(_is_sent, controls):
        name, value = each["name"], _value(each)
        # A name that comes again, like a tag's key, is sent again.
        sent[name] = [*_listed(sent[name]), value] if name in sent else value
    return sent


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _is_control(element: Element) -> bool:
    return element.tag in ("input", "select", "textarea")


def _is_sent(control: Element) -> bool:
    if not control.get("name") or "disabled" in control or control.get("type") in NOT_SENT:
        return False
    return control.get("type") not in ("checkbox", "radio") or "checked" in control


def _value(control: Element) -> str:
    if control.tag == "textarea":
        return control.raw_text.removeprefix("\n")
    if control.tag == "select":
        options = control.all("option")
        chosen = [each for each in options if "selected" in each] or options[:1]
        return chosen[0].get("value", chosen[0].text) if chosen else ""
    return control.get("value", "on" if control.get("type") in ("checkbox", "radio") else "")


def message(response: Any, field: str) -> str:
    """What stands under a field."""
    return by_id(response, f"{field}-msg").text


def summary(response: Any) -> list[str]:
    """The lines of the error summary above a form."""
    return [line.text for line in by_id(response, "error-summary").all("li")]


def flashes(response: Any) -> list[str]:
    return [each.text for each in by_id(response, "flash").of_class("flash__text")]


def alert(response: Any) -> str:
    """The text of the one alert on a page or in a fragment."""
    (alert,) = parse(response).of_class("alert")
    return alert.text


def names(response: Any) -> list[str]:
    """The jobs of a list, from top to bottom."""
    return [each["id"].removeprefix("st-") for each in parse(response).of_class("status-cell")]


def facts(element: Element) -> dict[str, str]:
    """The key-value pairs of a summary or panel."""
    return {item.one("dt").text: item.one("dd").text for item in element.of_class("kv__item")}


def panel(response: Any, title: str) -> dict[str, str]:
    """The key-value pairs of the panel with that heading."""
    (found,) = [
        section
        for section in parse(response).all("section")
        if [head.text for head in section.all("h2")] == [title]
    ]
    return facts(found)
