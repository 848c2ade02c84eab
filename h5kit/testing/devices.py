"""The supported phones, as options of a browser context."""

from typing import Any

TOUCH: dict[str, Any] = {"is_mobile": True, "has_touch": True}
DEVICES: dict[str, dict[str, Any]] = {
    "iPhone 15": {
        "viewport": {"width": 393, "height": 659},
        "device_scale_factor": 3,
        "user_agent": (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"
        ),
    },
    "Pixel 7": {
        "viewport": {"width": 412, "height": 839},
        "device_scale_factor": 2.625,
        "user_agent": (
            "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/120.0.0.0 Mobile Safari/537.36"
        ),
    },
    "small": {"viewport": {"width": 320, "height": 640}, "device_scale_factor": 2},
    "landscape": {"viewport": {"width": 740, "height": 340}, "device_scale_factor": 2},
}


def options_of(device: str) -> dict[str, Any]:
    """Return the options of `browser.new_context` for a device; raises ValueError if unknown."""
    if device not in DEVICES:
        raise ValueError(f"{device!r} is not one of {', '.join(DEVICES)}")
    return {**TOUCH, **DEVICES[device]}
