"""What a server says on the terminal once it answers: where to look."""

from typing import Any


def of_demo(told: dict[str, Any]) -> str:
    """Return what the demo prints once it answers: the console first."""
    base, token, admin = told["base_url"], told["partner"]["token"], told["admin"]
    return "\n".join(
        [
            "h5kit demo is ready.",
            "",
            f"  everything at a glance      {told['sandbox_url']}",
            "",
            f"  with the applicant's page   {base}/?token={token}",
            f"  with a number               {base}/?token={token}&tel=13400001001",
            f"  SMS that was sent           {base}/sandbox/sms?tel=13400001001",
            f"  scenarios                   {base}/sandbox/scenarios",
            f"  pushes                      {base}/sandbox/deliveries",
            f"  reports and console         {base}/site/login",
            f"                              {admin['user']}, password {admin['password']}",
            "",
            "  A number's last four digits script the carrier (h5kit scenarios).",
            "  Any 6-digit service password but 112233; SMS code 123456; captcha h5ok.",
            f"  Data: {told['data']}. Ctrl-C stops.",
        ]
    )


def of_sandbox(told: dict[str, Any]) -> str:
    """Return what the sandbox prints once it answers."""
    base, partner = told["base_url"], told["partner"]
    return "\n".join(
        [
            "h5kit sandbox is ready.",
            "",
            f"  gateway       {base}",
            f"  appid         {partner['appid']}",
            f"  secret        {partner['secret']}",
            f"  scenarios     {base}/sandbox/scenarios",
            f"  SMS sent      {base}/sandbox/sms?tel=13400001001",
            "",
            "  Its calls are GET or POST, JSON or form. Ctrl-C stops.",
        ]
    )
