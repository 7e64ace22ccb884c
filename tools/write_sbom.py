"""Write the bill of materials: every package of the lock with version, digests and licence, as CycloneDX 1.6."""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
BILL = ROOT / "docs" / "reference" / "sbom.json"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def packages() -> list[dict]:
    """The packages of the lock in its order: name, version, the condition under which it is installed, digests."""
    found: list[dict] = []
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if pinned := PINNED.match(line):
            found.append({"name": pinned[1].lower(), "version": pinned[2], "where": pinned[3] or "", "digests": []})
        elif digest := DIGEST.search(line):
            found[-1]["digests"].append(digest[1])
    return found


def licence_of(name: str, version: str) -> str:
    """What the installed package says of its licence; nothing when it is not installed here in that version."""
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if facts["Version"] != version:
        return ""
    if facts["License-Expression"]:
        return facts["License-Expression"]
    named = [c.rpartition(" :: ")[2] for c in facts.get_all("Classifier") or [] if c.startswith("License ::")]
    return " AND ".join(named) or (facts["License"] or "").strip().split("\n")[0][:80]


def bill(known: dict[tuple[str, str], str]) -> dict:
    """The bill; licences that cannot be read here are taken from the bill that is `known`."""
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {"type": "application", "name": "tuopin", "version": "0.1.0"}},
        "components": [_component(p, licence_of(p["name"], p["version"]) or known.get((p["name"], p["version"]), "")) for p in packages()],
    }


def _component(package: dict, licence: str) -> dict:
    return {
        "type": "library", "name": package["name"], "version": package["version"],
        "purl": f"pkg:pypi/{package['name']}@{package['version']}",
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in sorted(package["digests"])],
        **({"licenses": [{"license": {"name": licence}}]} if licence else {}),
        **({"properties": [{"name": "condition", "value": package["where"]}]} if package["where"] else {}),
    }


def known_licences() -> dict[tuple[str, str], str]:
    """The licences in the bill as it lies there."""
    if not BILL.exists():
        return {}
    return {
        (c["name"], c["version"]): c["licenses"][0]["license"]["name"]
        for c in json.loads(BILL.read_text(encoding="utf-8"))["components"] if "licenses" in c
    }


def main() -> int:
    BILL.write_text(json.dumps(bill(known_licences()), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
