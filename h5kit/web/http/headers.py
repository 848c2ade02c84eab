"""The security headers of every answer, and the checks on where a post comes from."""

import secrets
from urllib.parse import urlsplit

from starlette.requests import Request

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
STABLE = ((b"cache-control", b"max-age=300"), *STATIC[1:])
"""An address whose content changes with a release: fresh for five minutes, then asked for."""
ANYBODY = (
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
"""Pages of other sites load it, and check its hash."""
PICTURE = ((b"content-security-policy", b"default-src 'none';style-src 'unsafe-inline';sandbox"),)
"""Opened by itself, an SVG is a document of ours; it runs nothing."""
LOOPBACK_FRAMES = "'self' http://127.0.0.1:* http://localhost:*"
"""The demo's: pages on this machine, and its own console where that is seen from another one."""


def nonce() -> str:
    """Return a fresh nonce for one page."""
    return secrets.token_urlsafe(12)


def ancestors(partner: Partner | None, *, loopback: bool) -> str:
    """Return who may frame the page: nobody unless the partner's list says so."""
    origins = " ".join(partner.embed_origins) if partner else ""
    return " ".join(filter(None, (origins, LOOPBACK_FRAMES if loopback else ""))) or "'none'"


def content_security_policy(page_nonce: str, frames: str, images: str = "data:") -> str:
    """Return the policy of a page: what it loads is its own, inline only with the nonce.

    No strict-dynamic: with it a script inside a swapped fragment would run.
    """
    return (
        f"default-src 'none';script-src 'self';style-src 'nonce-{page_nonce}';"
        f"img-src {images};connect-src 'self';form-action 'self';base-uri 'none';"
        f"frame-ancestors {frames}"
    )


def page_headers(
    page_nonce: str, partner: Partner | None, *, loopback: bool
) -> list[tuple[bytes, bytes]]:
    """Return the headers of a page or fragment."""
    frames = ancestors(partner, loopback=loopback)
    images = "data: 'self'" if partner and partner.theme.logo else "data:"
    policy = content_security_policy(page_nonce, frames, images)
    headers = [*COMMON, (b"content-security-policy", policy.encode())]
    if frames == "'none'":
        headers.append((b"x-frame-options", b"DENY"))
    return headers


def is_foreign_post(request: Request) -> bool:
    """Say whether a post comes from another site's page: by Sec-Fetch-Site, else by Origin.

    A browser too old for both is left to the step token, which a foreign page can't know.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
