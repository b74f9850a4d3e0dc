"""SimulatePrincipalPolicy, which moto has not: what the policies of a role would let it do.

A role without any policy may do everything here, as when a labeling job begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs
from uuid import uuid4
from xml.sax.saxutils import escape

from groundtruth import iam_policy
from groundtruth.endpoint import accounts
from groundtruth.endpoint.wsgi import Headers

ACTION = "SimulatePrincipalPolicy"
_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
_XML: Headers = [("Content-Type", "text/xml")]


def answer(body: bytes) -> tuple[int, Headers, bytes]:
    """IAM's answer to a form that names a role, actions and resources."""
    said = parse_qs(body.decode(), keep_blank_values=True)
    role = said.get("PolicySourceArn", [""])[0]
    if accounts.trust_policy(role) is None:
        return 404, _XML, _refusal(role).encode()
    results = "".join(
        f"<member><EvalActionName>{escape(action)}</EvalActionName>"
        f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
        f"<EvalDecision>{_decision(role, action, resource)}</EvalDecision></member>"
        for resource in _list(said, "ResourceArns") or ["*"]
        for action in _list(said, "ActionNames")
    )
    told = (
        f'<{ACTION}Response xmlns="{_NAMESPACE}"><{ACTION}Result>'
        f"<EvaluationResults>{results}</EvaluationResults><IsTruncated>false</IsTruncated>"
        f"</{ACTION}Result>{_request_id()}</{ACTION}Response>"
    )
    return 200, _XML, told.encode()


def _decision(role: str, action: str, resource: str) -> str:
    policies = accounts.policies(role)
    allowed = not policies or iam_policy.allow(policies, action, resource)
    return "allowed" if allowed else "implicitDeny"


def _list(said: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """The entries of a list, which a form numbers from 1: Name.member.1."""

    def entries() -> Iterator[str]:
        number = 1
        while found := said.get(f"{name}.member.{number}"):
            yield found[0]
            number += 1

    return list(entries())


def _refusal(role: str) -> str:
    message = f"The role with ARN {escape(role)} cannot be found."
    return (
        f'<ErrorResponse xmlns="{_NAMESPACE}"><Error><Type>Sender</Type><Code>NoSuchEntity</Code>'
        f"<Message>{message}</Message></Error>{_request_id()}</ErrorResponse>"
    )


def _request_id() -> str:
    return f"<ResponseMetadata><RequestId>{uuid4()}</RequestId></ResponseMetadata>"
