"""Office files are zips: pack them so that the same report gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from realist_eval.reporter.report import Report

EARLIEST = (1980, 1, 1, 0, 0, 0)
LEVEL = 4  # of compression: 6 takes half as long again, for a tenth less
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def moment(report: Report) -> datetime:
    """The report's date from the study's facts; a fixed day where there is none. Never the clock."""
    try:
        return datetime.fromisoformat(report.fact("date")[:10])
    except ValueError:
        return datetime(2000, 1, 1)


def packed(package: zipfile.ZipFile, name: str, body: bytes) -> None:
    """Put a part into a package, with the fixed time that every one has."""
    info = zipfile.ZipInfo(name, EARLIEST)
    info.external_attr = 0o600 << 16
    package.writestr(info, body, zipfile.ZIP_DEFLATED, LEVEL)


def repacked(data: bytes, report: Report) -> bytes:
    """The same package with fixed times and the study's date."""
    stamp = moment(report).strftime("%Y-%m-%dT00:00:00Z").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/core.xml":
                body = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            packed(new, name, body)
    return out.getvalue()
