"""The parts of a server that web handlers work with, joined once by `h5kit.app`."""

from dataclasses import dataclass

from h5kit.clock import Clock
from h5kit.entry.handles import Handles
from h5kit.entry.partners import Partners
from h5kit.settings import Settings
from h5kit.steps.desk import Desk
from h5kit.storage.port import Store
from h5kit.web.render import Renderer


@dataclass(frozen=True, slots=True)
class Parts:
    """What every handler may use."""

    settings: Settings
    clock: Clock
    store: Store
    partners: Partners
    handles: Handles
    desk: Desk
    renderer: Renderer
