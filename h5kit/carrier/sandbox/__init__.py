"""The sandbox carrier: a simulation of every case, selected by the number's last four digits."""

from h5kit.carrier.sandbox.gateway import SandboxGateway
from h5kit.carrier.sandbox.inbox import SentSms
from h5kit.carrier.sandbox.scenarios import SCENARIOS, Scenario, Script, is_scenario, scenario_for

__all__ = [
    "SCENARIOS",
    "SandboxGateway",
    "Scenario",
    "Script",
    "SentSms",
    "is_scenario",
    "scenario_for",
]
