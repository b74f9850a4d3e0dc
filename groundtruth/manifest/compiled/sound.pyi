from array import array
from collections.abc import Callable, Mapping

Found = Mapping[bytes, tuple[int, int]]  # how often and in which line first, by text as written

class Label:
    name: str
    objects: int
    paired: int
    first_bare: int
    empty: int
    untyped: int
    first_untyped: int
    failed: int
    human: int
    automated: int
    confidence_count: int
    confidence_sum: float
    def types(self) -> Found: ...
    def job_names(self) -> Found: ...
    def reasons(self) -> Found: ...
    def classes(self) -> Found: ...
    def class_maps(self) -> Found: ...
    def dates(self) -> tuple[bytes, bytes]: ...

class SoundLines:
    lines: int
    objects: int
    marks: array[int]
    labels: list[Label]
    def __init__(
        self,
        class_names: Callable[[bytes], Mapping[int, str] | None],
        meant: Callable[[bytes], str],
        most_bytes: int,
        most_characters: int,
    ) -> None: ...
    def counts(self) -> Mapping[str, int]: ...
    def read(self, data: bytes, number: int, refuse: Callable[[int, bytes], int]) -> None: ...
    def learn(self, name: str, label_name: str) -> None: ...
