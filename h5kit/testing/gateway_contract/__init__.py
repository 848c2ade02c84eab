"""The contract of a `Gateway` as tests: subclass it, say how to open yours, run pytest.

    class TestOurs(GatewayContract):
        @asynccontextmanager
        async def opened(self):
            gateway = OurGateway(...)
            yield gateway
            await gateway.close()

Each test's docstring is the number of its promise in `docs/gateway.md`. `GatewayContract` is what
any gateway promises, on numbers that `number` names by their `Situation`; unless it is overridden
they are the sandbox's. `SandboxRows` is for a gateway that has the sandbox behind it.
"""

import pytest

# A failed promise shows what came instead; pytest only does so for what it's told of first.
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
    """All that h5kit relies on. A subclass is named `Test…` and has `opened`.

    All else is optional: a test that needs what a subclass can't do is skipped and says so.
    """
