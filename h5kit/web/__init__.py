"""The web: addresses, pages, headers; everything that knows HTTP or HTML."""
