"""The reports as other programs see them: LibreOffice, Chromium, a validator of Office files."""

import re
import shutil
import subprocess
from importlib.util import find_spec

import pytest
from words_and_codes import three_interviews

from realist_eval.model import UNREVIEWED, Codebook, Material
from realist_eval.reporter import build_report, write_all, write_report

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EMPTY = Material("Empty", Codebook("None yet", ()), {}, (), ())


@pytest.fixture(scope="module")
def report():
    return build_report(three_interviews("suggested").material())


@pytest.mark.office
@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_file(tmp_path, report):
    from pypdf import PdfReader

    write_report(report, tmp_path / "r.docx")
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        OFFICE,
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "r.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "r.pdf").pages]
    text = re.sub(r"\s+", " ", " ".join(pages))
    assert f"({UNREVIEWED})" in text
    assert "Nobody listened to the users, because the lead decided everything alone." in text
    assert "Figure 1." in text
    assert "Error! Reference" not in text


@pytest.mark.browser
@pytest.mark.skipif(not BROWSER, reason="Chromium is not installed")
@pytest.mark.parametrize(
    "material", [three_interviews().material(), EMPTY], ids=["three interviews", "empty"]
)
def test_the_script_of_the_page_runs_without_error(tmp_path, material):
    path = write_report(build_report(material), tmp_path / "r.html")
    command = [
        BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile",
        "--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    number = len(build_report(material).quotes)
    shown = f"{number} of {number} quotations shown"  # nothing to filter: no filters
    assert (shown in done.stdout) == bool(number)
    assert not re.search(r"CONSOLE.*(?:Error|Refused)", done.stderr)


@pytest.mark.skipif(not find_spec("openxml_audit"), reason="openxml-audit is not installed")
@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@pytest.mark.parametrize(
    "material", [three_interviews("suggested").material(), EMPTY], ids=["suggested", "empty"]
)
def test_the_validator_of_office_files_finds_nothing(tmp_path, material, suffix):
    from openxml_audit import OpenXmlValidator

    path = write_report(build_report(material), tmp_path / f"r.{suffix}")
    assert OpenXmlValidator().validate(path).errors == []


def test_a_drawing_in_a_file_of_its_own_says_that_nobody_has_reviewed_it(tmp_path):

    (folder,) = write_all(three_interviews("suggested").material(), tmp_path, ("figures",))
    drawings = [path.read_text("utf-8") for path in sorted(folder.glob("*.svg"))]
    assert drawings
    assert all(UNREVIEWED in drawing for drawing in drawings)
