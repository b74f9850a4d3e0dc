"""Objects and unfinished multipart uploads of moto's S3, as rows and bodies on the disk.

moto gets a `Body` in place of the temporary file it would hold an object in, so that neither memory
nor start grow with what is stored. Only plain attributes of an object are kept, whatever moto calls
them, so that a later moto, which may know more or fewer, can still read what was written.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from moto.s3 import models
from requests.structures import CaseInsensitiveDict

from groundtruth.endpoint.accounts import ACCOUNT
from groundtruth.endpoint.disk import Disk, NewBody

# moto's classes, whose insides are used here and nowhere else.
_Key: Any = models.FakeKey
_DeleteMarker: Any = models.FakeDeleteMarker
_Upload: Any = models.FakeMultipart

_PLAIN = (str, int, float, bool, type(None))
# Where an object is stands in the row itself, and moto's own bookkeeping is not kept.
_NOT_KEPT = {"name", "bucket_name", "account_id", "region_name", "partition", "disposed", "_tick"}


class Body:
    """An object's bytes on the disk, in the shape of a temporary file."""

    def __init__(self, disk: Disk, name: str) -> None:
        self.name = name
        self._disk = disk
        self._position = 0

    def seek(self, position: int) -> None:
        self._position = position

    def read(self, size: int = -1) -> bytes:
        data = self._disk.body(self.name, self._position, size)
        self._position += len(data)
        return data

    def close(self) -> None:
        """Nothing is open between two reads."""


class Ready(Body):
    """A whole new body that is on the disk already, in the shape of a file to upload."""

    def __init__(self, disk: Disk, new: NewBody) -> None:
        super().__init__(disk, new.name)
        self.size = new.size
        self.etag = new.finish()

    def seek(self, position: int, whence: int = io.SEEK_SET) -> None:
        self._position = self.size if whence == io.SEEK_END else position

    def tell(self) -> int:
        return self._position


def s3() -> Any:
    """moto's S3, of the one account there is."""
    return models.s3_backends[ACCOUNT]["aws"]


def bucket(name: str) -> Any:
    """A bucket of moto's, None when there is none of that name."""
    return s3().buckets.get(name)


def etag(bucket_name: str, key: str) -> str | None:
    """The ETag, without quotes, of what a key holds now; None when it holds nothing."""
    held = bucket(bucket_name)
    current = held.keys.get(key) if held and key else None
    return current.etag.strip('"') if isinstance(current, _Key) else None


def take_over(disk: Disk, bucket_name: str, key: str, ready: Ready) -> None:
    """Give a key that was just put, with nothing in it, the body that is on the disk already."""
    version = bucket(bucket_name).keys[key]
    version._value_buffer.close()
    version._value_buffer = Body(disk, ready.name)
    version._etag, version.contentsize = ready.etag, ready.size
    disk.name_body(ready.name, ready.size)


def made() -> tuple[set[tuple[str, str]], set[str]]:
    """What came to be since `forget_made`: (bucket, key) of objects, and ids of uploads."""
    objects = {
        (each.bucket_name, each.name)
        for each in _Key.instances_tracked
        if each.bucket_name is not None  # a part of an upload is in no bucket yet
    }
    return objects, {each.id for each in _Upload.instances_tracked}


def forget_made() -> None:
    """Empty moto's own lists of everything it ever made, which would only grow."""
    _Key.instances_tracked.clear()
    _Upload.instances_tracked.clear()


def changed_keys(disk: Disk, bucket_name: str) -> Iterator[str]:
    """The keys of a bucket that hold another number of versions than was written down."""
    counted = "SELECT key, COUNT(*) FROM objects WHERE bucket = ? GROUP BY key"
    kept = dict(disk.rows(counted, bucket_name))
    held = bucket(bucket_name)
    now = {name: len(held.keys.getlist(name)) for name in held.keys} if held else {}
    return (name for name in kept.keys() | now.keys() if kept.get(name) != now.get(name))


def keep_object(disk: Disk, bucket_name: str, key: str) -> list[str]:
    """Write down every version of a key; returns the bodies that no version has any more."""
    held = bucket(bucket_name)
    versions = (held.keys.getlist(key) or []) if held else []
    before = disk.rows("SELECT body FROM objects WHERE bucket = ? AND key = ?", bucket_name, key)
    disk.write("DELETE FROM objects WHERE bucket = ? AND key = ?", bucket_name, key)
    rows = [
        (bucket_name, key, position, json.dumps(_attributes(version)), _body(disk, version))
        for position, version in enumerate(versions)
    ]
    disk.write_many("INSERT INTO objects VALUES (?, ?, ?, ?, ?)", rows)
    return _drop(disk, [body for (body,) in before], [row[4] for row in rows])


def keep_upload(disk: Disk, bucket_name: str, upload_id: str) -> list[str]:
    """Write down an unfinished upload, or that it is one no longer; returns as `keep_object`."""
    held = bucket(bucket_name)
    upload = held.multiparts.get(upload_id) if held else None
    before = disk.rows("SELECT body FROM parts WHERE upload = ?", upload_id)
    disk.write("DELETE FROM parts WHERE upload = ?", upload_id)
    disk.write("DELETE FROM uploads WHERE id = ?", upload_id)
    rows: list[tuple[Any, ...]] = []
    if upload is not None:
        attributes = json.dumps(_upload_attributes(upload))
        disk.write("INSERT INTO uploads VALUES (?, ?, ?)", upload_id, bucket_name, attributes)
        rows = [
            (upload_id, number, json.dumps(_attributes(part)), _body(disk, part))
            for number, part in upload.parts.items()
        ]
        disk.write_many("INSERT INTO parts VALUES (?, ?, ?, ?)", rows)
    return _drop(disk, [body for (body,) in before], [row[3] for row in rows])


def restore(disk: Disk) -> None:
    """Bring every object and unfinished upload back into the buckets, which are there already."""
    for bucket_name, key, _, attributes, body in disk.rows(
        "SELECT bucket, key, position, attributes, body FROM objects ORDER BY 1, 2, 3"
    ):
        version = _version(disk, bucket_name, key, json.loads(attributes), body)
        # moto's dictionary of keys would append by itself, and slowly.
        dict.setdefault(bucket(bucket_name).keys, key, []).append(version)
    for upload_id, bucket_name, attributes in disk.rows("SELECT * FROM uploads"):
        upload = _upload(disk, bucket_name, upload_id, json.loads(attributes))
        bucket(bucket_name).multiparts[upload_id] = upload


def _drop(disk: Disk, before: list[str | None], after: list[str | None]) -> list[str]:
    dropped = [name for name in before if name is not None and name not in after]
    disk.drop_bodies(dropped)
    return dropped


def _body(disk: Disk, version: Any) -> str | None:
    """The name of a version's body, which is written down if it is not yet."""
    if isinstance(version, _DeleteMarker):
        return None
    if not isinstance(version._value_buffer, Body):
        name = disk.put_body(version.value)
        version._value_buffer.close()
        version._value_buffer = Body(disk, name)
    return str(version._value_buffer.name)


def _attributes(version: Any) -> dict[str, Any]:
    modified = version.last_modified.isoformat()
    if isinstance(version, _DeleteMarker):
        return {"_version_id": version.version_id, "last_modified": modified}
    plain = {
        name: value
        for name, value in vars(version).items()
        if isinstance(value, _PLAIN) and name not in _NOT_KEPT
    }
    return {
        **plain,
        "_etag": version.etag.strip('"'),
        "metadata": dict(version.metadata),
        "last_modified": modified,
        "tags": s3().tagger.get_tag_dict_for_resource(version.arn),
        "acl": _grants(version.acl),
    }


def _version(
    disk: Disk, bucket_name: str, key: str, attributes: dict[str, Any], body: str | None
) -> Any:
    tags, metadata = attributes.pop("tags", None), attributes.pop("metadata", {})
    acl = attributes.pop("acl", None)
    modified = datetime.fromisoformat(attributes.pop("last_modified"))
    version = _Key(key, b"", ACCOUNT, "aws", bucket_name=bucket_name)
    vars(version).update(attributes)
    version.last_modified = modified
    if body is None:
        marker = _DeleteMarker(version)
        marker._version_id, marker.last_modified = attributes["_version_id"], modified
        return marker
    version.metadata.update(metadata)
    version.acl = _acl(acl) or version.acl
    version._value_buffer.close()
    version._value_buffer = Body(disk, body)
    if tags:
        s3().tagger.tags[version.arn] = tags
    return version


def _upload_attributes(upload: Any) -> dict[str, Any]:
    names = ("key_name", "storage", "tags", "sse_encryption", "kms_key_id")
    plain = {name: getattr(upload, name) for name in names}
    return {**plain, "metadata": dict(upload.metadata), "acl": _grants(upload.acl)}


def _upload(disk: Disk, bucket_name: str, upload_id: str, known: dict[str, Any]) -> Any:
    metadata = CaseInsensitiveDict(known.pop("metadata"))
    acl = _acl(known.pop("acl", None))
    upload = _Upload(metadata=metadata, account_id=ACCOUNT, region_name="aws", acl=acl, **known)
    upload.id = upload_id
    parts = "SELECT number, attributes, body FROM parts WHERE upload = ? ORDER BY number"
    for number, attributes, body in disk.rows(parts, upload_id):
        part = _version(disk, bucket_name, str(number), json.loads(attributes), body)
        part.name = number  # what moto calls a part
        upload.parts[number] = part
        upload.partlist.append(number)
    return upload


def _grants(acl: Any) -> list[Any] | None:
    """An access control list as plain lists: who, by id, group and name, may do what."""
    if acl is None:
        return None
    return [
        [[[each.id, each.uri, each.display_name] for each in grant.grantees], grant.permissions]
        for grant in acl.grants
    ]


def _acl(grants: list[Any] | None) -> Any:
    """The list that `_grants` made plain; None when nothing was said."""
    if grants is None:
        return None
    return models.FakeAcl(
        [
            models.FakeGrant([models.FakeGrantee(*each) for each in grantees], permissions)
            for grantees, permissions in grants
        ]
    )
