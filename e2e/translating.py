"""A browser that translates its pages, as Chrome does it: by replacing text nodes."""

from contextlib import suppress

from playwright.sync_api import Error, Page

from h5kit.languages import FLOW_LANGUAGES

TRANSLATE = """words => {
  const untouched = 'script,style,noscript,[translate=no],font';
  const font = () => {
    const made = document.createElement('font');
    made.style.verticalAlign = 'inherit';
    return made;
  };
  const replace = node => {
    const text = node.data.trim();
    if (!text || !node.parentElement || node.parentElement.closest(untouched)) return;
    const outer = font(), inner = outer.appendChild(font());
    inner.textContent = words[text] || `[${text}]`;
    node.replaceWith(outer);
  };
  const translate = root => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    if (root.nodeType === Node.TEXT_NODE) found.push(root);
    found.forEach(replace);
    const named = root.querySelectorAll ? root.querySelectorAll('[placeholder]') : [];
    named.forEach(e => { e.placeholder = words[e.placeholder] || e.placeholder; });
  };
  document.documentElement.lang = 'en';
  document.documentElement.classList.add('translated-ltr');
  translate(document.documentElement);
  new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(translate)))
    .observe(document.documentElement, {childList: true, subtree: true});
}"""
"""Replaces each text, now and later, by two `<font>` in each other with its translation."""


def translate_pages(page: Page) -> None:
    """Translate every page that is shown from now on into English, with scripts or without."""
    words = {**FLOW_LANGUAGES["en"].texts}

    def translate(shown: Page) -> None:
        # A page that is already left needs no translation.
        with suppress(Error):
            shown.evaluate(TRANSLATE, words)

    page.on("domcontentloaded", translate)
