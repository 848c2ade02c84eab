"""The contract of a `Gateway` as tests: subclass `GatewayContract`, say how to open yours.

    class TestOurs(GatewayContract):
        @asynccontextmanager
        async def opened(self):
            gateway = OurGateway(...)
            yield gateway
            await gateway.close()

The numbers are the sandbox's (`h5kit scenarios`): what stands behind the gateway under test is a
sandbox, in process, as `h5kit sandbox`, or a test system that plays its rows.
"""

import pytest

# A failed promise shows what came instead; pytest only does so for what it's told of first.
pytest.register_assert_rewrite(
    "h5kit.testing.gateway_contract.logins", "h5kit.testing.gateway_contract.resets"
)

from h5kit.testing.gateway_contract.logins import LoginPromises  # noqa: E402
from h5kit.testing.gateway_contract.resets import ResetPromises  # noqa: E402

__all__ = ["GatewayContract"]


class GatewayContract(LoginPromises, ResetPromises):
    """All that h5kit relies on. A subclass is named `Test…` and has `opened`.

    `number`, `codes`, `advance` and `patience` are optional: tests that need what a subclass does
    not have are skipped and say so.
    """
