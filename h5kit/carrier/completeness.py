"""Whether an object is a whole gateway: asked at start, before a person's data is in its hands."""

import inspect
from typing import Final

from h5kit.carrier.gateway import Gateway

METHODS: Final = tuple(name for name in vars(Gateway) if not name.startswith("_"))
"""The port's methods, in its order."""


class IncompleteGatewayError(TypeError):
    """The object can't be a gateway; the text is one line with all that it lacks."""


def require_complete(gateway: object) -> None:
    """Raise IncompleteGatewayError unless the object has every method of the port.

    Each is an `async def` (or wraps one by `functools.wraps`) that takes the port's parameters by
    position; further ones need a default.
    """
    faults = tuple(fault for name in METHODS if (fault := _fault(gateway, name)))
    if faults:
        name = type(gateway).__qualname__
        raise IncompleteGatewayError(f"{name} is no complete gateway: {'; '.join(faults)}")


def _fault(gateway: object, name: str) -> str:
    """Return what is wrong with a method, "" for nothing."""
    method = getattr(gateway, name, None)
    if method is None:
        return f"{name} is missing"
    if not callable(method):
        return f"{name} is no method"
    if not inspect.iscoroutinefunction(inspect.unwrap(method)):
        return f"{name} is not async"
    _, *wanted = inspect.signature(getattr(Gateway, name)).parameters
    given = inspect.signature(method)
    try:
        given.bind(*wanted)
    except TypeError:
        return f"{name} takes {_names(given)}, not ({', '.join(wanted)})"
    return ""


def _names(signature: inspect.Signature) -> str:
    return f"({', '.join(signature.parameters)})"
