"""An app with a QtWebEngine (Chromium) web view and the object that an Android app injects.

    qt_host.py ADDRESS SCHEME

It prints one JSON line for each event, then the link with the app's scheme that the page opens. It
ends there, or after a minute.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if os.geteuid() == 0:
    # Chromium's sandbox does not start for root.
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-sandbox"

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript, QWebEngineSettings
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

WALK = (Path(__file__).parent / "walk.js").read_text("utf-8")
MARK = "H5KitAndroid:"
BRIDGE = f"window.H5KitAndroid = {{postMessage: json => console.info('{MARK}' + json)}};"
MILLISECONDS = 60_000


def report(**fields):
    """Print one JSON line for the test."""
    print(json.dumps(fields), flush=True)


def script(source, when):
    """Return a script that runs in the page's own JavaScript world."""
    made = QWebEngineScript()
    made.setSourceCode(source)
    made.setInjectionPoint(when)
    made.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    return made


class Page(QWebEnginePage):
    """The page of the flow; it receives the messages of the bridge."""

    def __init__(self, view, scheme, finish):
        """Inject the bridge before any script of the page runs."""
        super().__init__()
        self._view, self._scheme, self._finish = view, scheme, finish
        # A script clicks in this test, and the browser does not treat its clicks as gestures.
        policy = QWebEngineSettings.UnknownUrlSchemePolicy.AllowAllUnknownUrlSchemes
        self.settings().setUnknownUrlSchemePolicy(policy)
        points = QWebEngineScript.InjectionPoint
        self.scripts().insert(script(BRIDGE, points.DocumentCreation))
        self.scripts().insert(script(WALK, points.DocumentReady))

    def javaScriptConsoleMessage(self, _level, text, _line, _source):  # noqa: N802 - Qt's name
        """Receive a message of the bridge."""
        if text.startswith(MARK):
            event = json.loads(text.removeprefix(MARK))
            report(event=event, uri=self.url().toString(), width=self._view.width())

    def acceptNavigationRequest(self, url, _kind, _is_main):  # noqa: N802 - Qt's name
        """Handle links with the app's scheme; allow all others."""
        if url.scheme() != self._scheme:
            return True
        self._finish(url.toString())
        return False


def main():
    """Show the flow in a phone's size until the page opens the app's link."""
    address, scheme = sys.argv[1:3]
    app = QApplication(sys.argv[:1])
    view = QWebEngineView()

    def finish(link):
        report(link=link)
        app.quit()

    page = Page(view, scheme, finish)
    view.setPage(page)
    view.resize(390, 844)
    view.show()
    page.load(QUrl(address))
    QTimer.singleShot(MILLISECONDS, app.quit)
    app.exec()
    view.setPage(None)


if __name__ == "__main__":
    main()
