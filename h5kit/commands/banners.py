"""The texts that servers print on the terminal once they accept requests."""

from typing import Any


def demo_banner(info: dict[str, Any]) -> str:
    """Return the demo's text; `info` is what `h5kit demo --json` prints."""
    base, token, admin = info["base_url"], info["partner"]["token"], info["admin"]
    return "\n".join(
        [
            "h5kit demo is ready.",
            "",
            f"  everything at a glance      {info['sandbox_url']}",
            "",
            f"  with the applicant's page   {base}/?token={token}",
            f"  with a number               {base}/?token={token}&tel=13400001001",
            f"  SMS that was sent           {base}/sandbox/sms?tel=13400001001",
            f"  scenarios                   {base}/sandbox/scenarios",
            f"  pushes                      {base}/sandbox/deliveries",
            f"  reports and console         {base}/site/login",
            f"                              {admin['user']}, password {admin['password']}",
            "",
            "  A number's last four digits select the scenario (h5kit scenarios).",
            "  Any 6-digit service password but 112233; SMS code 123456; captcha h5ok.",
            f"  Data: {info['data']}. Ctrl-C stops.",
        ]
    )


def sandbox_banner(info: dict[str, Any]) -> str:
    """Return the sandbox's text; `info` is what `h5kit sandbox --json` prints."""
    base, partner = info["base_url"], info["partner"]
    return "\n".join(
        [
            "h5kit sandbox is ready.",
            "",
            f"  gateway       {base}",
            f"  appid         {partner['appid']}",
            f"  secret        {partner['secret']}",
            *([f"  captchas      as {info['captcha']}"] if "captcha" in info else []),
            f"  scenarios     {base}/sandbox/scenarios",
            f"  SMS sent      {base}/sandbox/sms?tel=13400001001",
            "",
            "  Its calls are GET or POST, JSON or form. Ctrl-C stops.",
        ]
    )
