"""The contract of a `Gateway` as tests: write a subclass that opens your gateway, run pytest.

    class TestOurs(GatewayContract):
        @asynccontextmanager
        async def opened(self):
            gateway = OurGateway(...)
            yield gateway
            await gateway.close()

Each test's docstring is the number of its requirement in `docs/gateway.md`. `GatewayContract` tests
the requirements of every gateway, on the numbers that `number` returns for each `Situation` (by
default the sandbox's). `SandboxRows` is for a gateway in front of the sandbox.
"""

import pytest

# Registered before the imports, so that pytest shows the values of failed asserts in these modules.
pytest.register_assert_rewrite(
    *(
        f"h5kit.testing.gateway_contract.{name}"
        for name in (
            "collecting",
            "logins",
            "pictures",
            "port",
            "resets",
            "sandbox_rows",
            "sessions",
        )
    )
)

from h5kit.testing.gateway_contract.collecting import CollectPromises  # noqa: E402
from h5kit.testing.gateway_contract.logins import LoginPromises  # noqa: E402
from h5kit.testing.gateway_contract.pictures import PicturePromises  # noqa: E402
from h5kit.testing.gateway_contract.port import PortPromises  # noqa: E402
from h5kit.testing.gateway_contract.resets import ResetPromises  # noqa: E402
from h5kit.testing.gateway_contract.sandbox_rows import SandboxRows  # noqa: E402
from h5kit.testing.gateway_contract.sessions import SessionPromises  # noqa: E402
from h5kit.testing.gateway_contract.situations import Situation  # noqa: E402

__all__ = ["GatewayContract", "SandboxRows", "Situation"]


class GatewayContract(
    PortPromises,
    LoginPromises,
    PicturePromises,
    SessionPromises,
    CollectPromises,
    ResetPromises,
):
    """All requirements of h5kit. Name a subclass `Test…` and define `opened`.

    Other methods are optional: a test that needs a missing one is skipped with the reason.
    """
