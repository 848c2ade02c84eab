"""The sandbox carrier over HTTP, in the gateway's dialect (`h5kit sandbox`)."""

from h5kit.carrier.sandbox.served.app import APPID, DROP, SECRET, CaptchaForm, create_sandbox

__all__ = ["APPID", "DROP", "SECRET", "CaptchaForm", "create_sandbox"]
