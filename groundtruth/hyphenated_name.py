"""How AWS spells the names of its resources: letters, digits, and hyphens between them."""

from __future__ import annotations

import re


def problems(name: str, kind: str, max_length: int) -> list[str]:
    """Why `name` breaks the pattern [a-zA-Z0-9](-*[a-zA-Z0-9])* or its length, as sentences.

    `kind` says in the sentences what the name is for: "job name".
    """
    if not name:
        return [f"The {kind} is empty: type 1 to {max_length} characters."]
    found = []
    if len(name) > max_length:
        found.append(
            f"“{name}” is too long for a {kind}: {len(name)} characters, at most {max_length}."
        )
    strange = "".join(dict.fromkeys(re.sub(r"[a-zA-Z0-9-]", "", name)))
    if strange:
        found.append(
            f"“{name}” contains “{strange}”: "
            f"a {kind} has only letters from a to z, digits and hyphens."
        )
    if name.startswith("-") or name.endswith("-"):
        found.append(f"“{name}” must begin and end with a letter or a digit, not with a hyphen.")
    return found
