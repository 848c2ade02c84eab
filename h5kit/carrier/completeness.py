"""Check at start that an object implements the whole gateway port."""

import inspect
from typing import Final

from h5kit.carrier.gateway import Gateway

METHODS: Final = tuple(name for name in vars(Gateway) if not name.startswith("_"))
"""The names of the port's methods, in declaration order."""


class IncompleteGatewayError(TypeError):
    """The object doesn't implement the gateway port. The text lists all faults in one line."""


def require_complete(gateway: object) -> None:
    """Raise IncompleteGatewayError unless the object has every method of the port.

    Each must be an `async def`, or a wrapper made with `functools.wraps`, and accept the port's
    parameters by position. Additional parameters need a default.
    """
    faults = tuple(fault for name in METHODS if (fault := _fault(gateway, name)))
    if faults:
        name = type(gateway).__qualname__
        raise IncompleteGatewayError(f"{name} is not a complete gateway: {'; '.join(faults)}")


def _fault(gateway: object, name: str) -> str:
    """Return what is wrong with a method, "" if nothing is."""
    method = getattr(gateway, name, None)
    if method is None:
        return f"{name} is missing"
    if not callable(method):
        return f"{name} is not a method"
    if not inspect.iscoroutinefunction(inspect.unwrap(method)):
        return f"{name} is not async"
    _, *expected = inspect.signature(getattr(Gateway, name)).parameters
    actual = inspect.signature(method)
    try:
        actual.bind(*expected)
    except TypeError:
        return f"{name} takes {_names(actual)}, not ({', '.join(expected)})"
    return ""


def _names(signature: inspect.Signature) -> str:
    return f"({', '.join(signature.parameters)})"
