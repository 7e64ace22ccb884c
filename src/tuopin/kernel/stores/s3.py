"""An S3-compatible store for sealed files: one bucket, one prefix; keys come from the environment as for every S3 client."""

from __future__ import annotations

from collections.abc import Iterator

from tuopin.kernel.stores.names import NAME, Absent, StoreFault, StoreFull, sound_name

MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
NO_ROOM = frozenset({"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"})


class S3Store:
    """Objects `prefix/<name>` of a bucket. The package boto3 is the extra `s3`."""

    def __init__(self, bucket: str, prefix: str = "", *, endpoint: str | None = None, region: str | None = None) -> None:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        self.faults, self.client_error = (BotoCoreError, ClientError), ClientError
        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""
        self.client = boto3.session.Session().client("s3", endpoint_url=endpoint, region_name=region or "us-east-1", config=Config(
            connect_timeout=5, read_timeout=30, retries={"max_attempts": 3, "mode": "standard"},
            s3={"addressing_style": "path"} if endpoint else {},
            request_checksum_calculation="when_required", response_checksum_validation="when_required",  # not all others know them
        ))

    def put(self, name: str, data: bytes) -> None:
        self._ask("put_object", Key=self._key(name), Body=data, ContentType="application/octet-stream")

    def get(self, name: str) -> bytes:
        answer = self._ask("get_object", Key=self._key(name))
        if answer is None:
            raise Absent(name)
        try:
            return answer["Body"].read()
        except self.faults as fault:
            raise StoreFault(str(fault)) from fault

    def has(self, name: str) -> bool:
        return self._ask("head_object", Key=self._key(name)) is not None

    def remove(self, name: str) -> None:
        self._ask("delete_object", Key=self._key(name))

    def names(self) -> Iterator[str]:
        asked = {"Prefix": self.prefix}
        while True:
            page = self._ask("list_objects_v2", **asked)
            if page is None:
                raise StoreFault(f"no bucket {self.bucket}")
            found = (item["Key"].removeprefix(self.prefix) for item in page.get("Contents", []))
            yield from (name for name in found if NAME.fullmatch(name))
            if not page.get("IsTruncated"):
                return
            asked["ContinuationToken"] = page["NextContinuationToken"]

    def _key(self, name: str) -> str:
        return self.prefix + sound_name(name)

    def _ask(self, what: str, **asked: object) -> dict | None:
        """The store's answer; None for something that is not there."""
        try:
            return getattr(self.client, what)(Bucket=self.bucket, **asked)
        except self.client_error as fault:
            code = fault.response.get("Error", {}).get("Code")
            if code in MISSING and what != "put_object":
                return None
            raise (StoreFull if code in NO_ROOM else StoreFault)(str(fault)) from fault
        except self.faults as fault:
            raise StoreFault(str(fault)) from fault
