"""How the fields look that more than one step has."""

from h5kit.steps.fields import Face

PHONE = Face(
    kind="tel",
    placeholder="请输入手机号",
    inputmode="tel",
    autocomplete="tel-national",
    maxlength=24,
)
NEW_PASSWORD = Face(
    kind="password",
    placeholder="请输入新服务密码",
    inputmode="numeric",
    autocomplete="new-password",
    maxlength=12,
    is_secret=True,
)
