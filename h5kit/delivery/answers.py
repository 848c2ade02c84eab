"""Whether a receiver accepted a push (source, sections 一.2.2 and 六.2: the answer to a push)."""

BOM = "\ufeff"
OK = 200


def is_ok(status: int | None, body: bytes) -> bool:
    """Return whether the answer is 200 with the body `ok`.

    Letter case, surrounding white space, a BOM and one pair of double quotes are ignored.
    """
    if status != OK or len(body) > 64:  # noqa: PLR2004
        return False
    word = body.decode("utf-8", "replace").strip().removeprefix(BOM).strip()
    if len(word) > 1 and word.startswith('"') and word.endswith('"'):
        word = word[1:-1].strip()
    return word in {"ok", "Ok", "oK", "OK"}
