"""An app with a WebKitGTK web view that has WKWebView's message handler.

    gtk_host.py ADDRESS SCHEME

It runs with Debian's Python, which has PyGObject. It prints one JSON line for each event, then the
link with the app's scheme that the page opens. It ends there, or after a minute.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2

WALK = (Path(__file__).parent / "walk.js").read_text("utf-8")
SECONDS = 60


def report(**fields):
    """Print one JSON line for the test."""
    print(json.dumps(fields), flush=True)


class Host:
    """A window that shows the flow."""

    def __init__(self, address, scheme):
        """Open the flow in a window of a phone's size."""
        self._scheme = scheme
        content = WebKit2.UserContentManager()
        content.register_script_message_handler("h5kit")
        content.connect("script-message-received::h5kit", self._received)
        script = WebKit2.UserScript(
            WALK,
            WebKit2.UserContentInjectedFrames.TOP_FRAME,
            WebKit2.UserScriptInjectionTime.END,
            None,
            None,
        )
        content.add_script(script)
        self._view = WebKit2.WebView.new_with_user_content_manager(content)
        self._view.connect("decide-policy", self._decide)
        window = Gtk.Window()
        window.set_default_size(390, 844)
        window.add(self._view)
        window.show_all()
        self._view.load_uri(address)

    def _received(self, _content, result):
        event = json.loads(result.get_js_value().to_json(0))
        # A real app drops messages while another address than h5kit's is shown.
        report(event=event, uri=self._view.get_uri(), width=self._view.get_allocated_width())

    def _decide(self, _view, decision, kind):
        if kind != WebKit2.PolicyDecisionType.NAVIGATION_ACTION:
            return False
        address = decision.get_navigation_action().get_request().get_uri()
        if not address.startswith(self._scheme + ":"):
            return False
        decision.ignore()
        report(link=address)
        Gtk.main_quit()
        return True


if __name__ == "__main__":
    host = Host(*sys.argv[1:3])
    GLib.timeout_add_seconds(SECONDS, Gtk.main_quit)
    Gtk.main()
