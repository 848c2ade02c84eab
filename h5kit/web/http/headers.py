"""The security headers of every response."""

import secrets

from h5kit.model import Partner

COMMON = (
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)
STATIC = (
    (b"cache-control", b"max-age=31536000,immutable"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"accept-encoding"),
)
UNHASHED = ((b"cache-control", b"max-age=300"), *STATIC[1:])
"""For an address whose content changes with a release: browsers revalidate after five minutes."""
CROSS_ORIGIN = (
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
"""For a script that pages of other sites load with an integrity check."""
SANDBOXED_IMAGE = (
    (b"content-security-policy", b"default-src 'none';style-src 'unsafe-inline';sandbox"),
)
"""For partners' pictures: an SVG that is opened by itself may run no script in our origin."""
LOOPBACK_FRAMES = "'self' http://127.0.0.1:* http://localhost:*"
"""The frame ancestors of the demo: pages on this machine, and the demo's own console."""


def nonce() -> str:
    """Return a new random nonce for one page."""
    return secrets.token_urlsafe(12)


def frame_ancestors(partner: Partner | None, *, loopback: bool) -> str:
    """Return the value of `frame-ancestors`: the partner's origins, or `'none'`."""
    origins = " ".join(partner.embed_origins) if partner else ""
    return " ".join(filter(None, (origins, LOOPBACK_FRAMES if loopback else ""))) or "'none'"


def content_security_policy(page_nonce: str, frames: str, images: str = "data:") -> str:
    """Return the Content-Security-Policy of a page.

    The page loads files of its own origin only, and applies inline styles only with the nonce. The
    policy has no `strict-dynamic`, which would allow a script in a swapped fragment to run.
    """
    return (
        f"default-src 'none';script-src 'self';style-src 'nonce-{page_nonce}';"
        f"img-src {images};connect-src 'self';form-action 'self';base-uri 'none';"
        f"frame-ancestors {frames}"
    )


def page_headers(
    page_nonce: str, partner: Partner | None, *, loopback: bool
) -> list[tuple[bytes, bytes]]:
    """Return the headers of a page or fragment, without its content type."""
    frames = frame_ancestors(partner, loopback=loopback)
    images = "data: 'self'" if partner and partner.theme.logo else "data:"
    policy = content_security_policy(page_nonce, frames, images)
    headers = [*COMMON, (b"content-security-policy", policy.encode())]
    if frames == "'none'":
        headers.append((b"x-frame-options", b"DENY"))
    return headers
