"""The description of all that a program can ask for (OpenAPI 3.1), written from the same declarations that the answers are held to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.urls import URLPattern

from tuopin.api.answers import TEXT, Schema, thing

FAULT: Schema = thing(code=TEXT, message=TEXT, fix=TEXT)
FAULTS = {
    "400": "不认识或不对的参数 / a parameter that is unknown or wrong", "401": "没有令牌,或令牌无效 / no token, or one that opens nothing (any more)",
    "403": "岗位不能办理 / not an act of the post", "404": "没有,或不属于本辖区 / not there, or not within the post's area", "429": "一分钟内调用太多 / too many calls in a minute",
}


def document(patterns: Iterable[URLPattern]) -> dict:
    """The document as an object of JSON."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "tuopin", "version": "1", "summary": "只读接口:一个岗位的辖区 / read-only, within the area of one post"},
        "servers": [{"url": "/"}], "security": [{"token": []}],
        "paths": {path_of(pattern): {"get": _operation(pattern)} for pattern in patterns},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "schemas": {"Fault": FAULT},
            "responses": {f"Fault{status}": {
                "description": says, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}} for status, says in FAULTS.items()},
        },
    }


def path_of(pattern: URLPattern) -> str:
    """The address with its parts in braces."""
    return "/" + re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", str(pattern.pattern))


def _operation(pattern: URLPattern) -> dict:
    told = pattern.callback.operation
    parts = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in re.findall(r"{([a-z_]+)}", path_of(pattern))]
    return {
        "operationId": pattern.name, "summary": told.says,
        "parameters": [*parts, *({"name": name, "in": "query", "required": False, "schema": schema} for name, schema in told.takes.items())],
        "responses": {"200": {"description": told.says, "content": {"application/json": {"schema": told.answers}}}} | {
            status: {"$ref": f"#/components/responses/Fault{status}"} for status in FAULTS},
    }
