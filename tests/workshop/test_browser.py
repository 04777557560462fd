"""A whole workshop in Chromium: two participants and a facilitator, to minutes in Word."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from rooms import Server

from realist_eval.study import Study
from realist_eval.workshop import close

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Chromium and its driver are not installed"),
]


class Window:
    """A browser of its own, with cookies of its own."""

    def __init__(self, server: Server, size: tuple[int, int], script: bool = True) -> None:
        from selenium import webdriver

        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
            options.add_argument(flag)
        options.add_argument(f"--window-size={size[0]},{size[1]}")
        if not script:
            off = {"profile.managed_default_content_settings.javascript": 2}
            options.add_experimental_option("prefs", off)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver: Any = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
        mobile = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", mobile)
        self.driver.implicitly_wait(8)
        self.server = server

    def open(self, path: str = "/") -> None:
        self.driver.get(self.server.url + path)

    def find(self, css: str) -> Any:
        return self.driver.find_element("css selector", css)

    def sees(self, words: str, seconds: float = 10) -> bool:
        from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
        from selenium.webdriver.support.ui import WebDriverWait

        passing = (StaleElementReferenceException,)  # the page was just loaded anew
        wait = WebDriverWait(self.driver, seconds, ignored_exceptions=passing)
        try:
            return bool(wait.until(lambda _: words in self.find("body").text))
        except TimeoutException:
            return False

    def press(self, label: str) -> None:
        self.driver.find_element("xpath", f"//button[normalize-space()='{label}']").click()

    def vote(self, choice: str, comment: str = "", change: str = "") -> None:
        self.find(f"input[value='{choice}']").click()
        self.find("#comment").send_keys(comment)
        if change:
            self.find("#change").send_keys(change)
        self.find("form button").click()
        assert self.sees("Your vote is saved"), self.find("body").text

    def shoot(self, name: str) -> None:
        """A picture, where somebody asked for pictures."""
        folder = os.environ.get("REALIST_EVAL_PICTURES")
        if folder:
            height = self.driver.execute_script("return document.documentElement.scrollHeight")
            whole = {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "scale": 1, "height": height}}
            whole["clip"]["width"] = self.driver.execute_script("return innerWidth")  # type: ignore[index]
            shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", whole)
            import base64

            Path(folder, f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    @property
    def complaints(self) -> list[str]:
        """What the browser found wrong, such as a breach of its policy; a killed server is no fault."""
        said = [entry["message"] for entry in self.driver.get_log("browser")]
        return [one for one in said if "favicon" not in one and "net::ERR" not in one]


@pytest.fixture
def windows(server: Server) -> Iterator[tuple[Window, Window, Window]]:
    opened = [
        Window(server, (1280, 900)),
        Window(server, (360, 740)),
        Window(server, (360, 740), script=False),
    ]
    try:
        yield opened[0], opened[1], opened[2]
    finally:
        for window in opened:
            window.driver.quit()


def come_in(server: Server, lead: Window, *phones: Window) -> None:
    lead.open("/lead")
    lead.shoot("key")
    lead.find("#key").send_keys(server.key)
    lead.press("Enter")
    assert lead.sees("Code for the room")  # let in, before going elsewhere breaks off the form
    lead.open("/lead/poster")
    assert lead.sees(server.code)
    assert lead.find("img").size["width"] > 200
    lead.shoot("poster")
    for phone in phones:
        phone.open()
        phone.shoot("door")
        phone.find("#code").send_keys(server.code)
        phone.find("form button").click()
        assert phone.sees("You are in")
    phones[0].shoot("wait")


def two_rounds_on_a_finding(server: Server, lead: Window, ada: Window, ben: Window) -> None:
    lead.open("/lead?item=F1")
    lead.press("Open voting")
    assert ada.sees("Does this finding fit what you know?")  # by itself
    ada.shoot("card")
    ada.vote("agree", "That is how it was.")
    ada.shoot("voted")
    ben.open()
    ben.vote("reject", "Not with us <script>document.title='hacked'</script>", "Say where it holds")
    assert lead.sees("2 votes; median 2, interquartile range 1")  # by itself
    assert lead.sees("<script>document.title='hacked'</script>")
    assert "hacked" not in lead.driver.title
    lead.press("Close voting")
    lead.shoot("lead")
    lead.find("input[name=comments]").click()
    lead.press("Show the result to the room")
    assert ada.sees("What the room said")
    assert ada.sees("Say where it holds")
    ada.shoot("shown")
    lead.press("Open round 2")
    assert ada.sees("round 2")
    ada.shoot("round-2")
    drop_out(ada)
    vote_while_the_laptop_sleeps(server, ada)
    server.kill()
    server.start()
    ada.open()
    assert ada.find("input[value='agree']").is_selected()  # what was acknowledged is there
    ben.open()
    ben.vote("agree")
    lead.open("/lead?item=F1")
    assert lead.sees("The group agrees: 2 votes; median 3")


def drop_out(phone: Window) -> None:
    """Out of the network, and back: the page is as it was, and goes on looking for news."""
    phone.driver.execute_cdp_cmd("Network.enable", {})
    for offline in (True, False):
        limits = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        phone.driver.execute_cdp_cmd("Network.emulateNetworkConditions", limits)
        time.sleep(3 * offline)
    assert phone.sees("round 2")


def vote_while_the_laptop_sleeps(server: Server, phone: Window) -> None:
    """The vote is acknowledged when the laptop wakes."""
    assert server.process is not None
    server.process.send_signal(signal.SIGSTOP)
    waking = threading.Timer(2, server.process.send_signal, [signal.SIGCONT])
    waking.start()
    phone.vote("agree")
    waking.join()


def codes(lead: Window, ada: Window, ben: Window) -> None:
    lead.open("/lead?item=Q1")
    lead.press("Open voting")
    assert ada.sees("Which code fits this passage?")
    ada.shoot("passage")
    ben.open()
    for phone in (ada, ben):
        phone.vote("none")
        assert "The study’s code" not in phone.find("body").text
    lead.press("Show the result to the room")
    assert ada.sees("The study’s code is “")
    lead.open("/lead?item=C1")
    lead.find("#text").send_keys("Services nearby were shut.")
    lead.press("Keep this wording")
    assert lead.sees("definition: Services nearby were shut.")


def test_a_whole_workshop_to_minutes_in_word(server: Server, windows: tuple[Window, Window, Window]) -> None:
    lead, ada, ben = windows  # Ben's phone runs no script
    come_in(server, lead, ada, ben)
    two_rounds_on_a_finding(server, lead, ada, ben)
    codes(lead, ada, ben)
    assert ada.complaints + lead.complaints == []

    server.kill()
    study = Study.open(server.study)
    closed = close(study, "W1")
    minutes = next(path for path in closed.files if path.name == "minutes.docx")
    said = "\n".join(paragraph.text for paragraph in Document(str(minutes)).paragraphs)
    assert "Round 1: Agree: 1" in said
    assert "Round 2: Agree: 2" in said
    assert "The finding stays as it is." in said


def test_a_phone_is_worked_by_the_keyboard_alone(
    server: Server, windows: tuple[Window, Window, Window]
) -> None:
    from rooms import Phone
    from selenium.webdriver.common.keys import Keys

    Phone(server).lead().do("open", "F1")
    ada = windows[1]
    ada.open()
    ada.find("#code").send_keys(server.code, Keys.ENTER)
    ada.find("input[type=radio]").send_keys(Keys.SPACE)
    ada.driver.switch_to.active_element.send_keys(Keys.TAB, Keys.TAB, Keys.TAB)
    assert ada.driver.switch_to.active_element.tag_name == "button"
    ada.driver.switch_to.active_element.send_keys(Keys.ENTER)
    assert ada.sees("Your vote is saved")
    wide = ada.driver.execute_script("return document.documentElement.scrollWidth")
    assert wide <= 360
