"""How the fields look that more than one step has."""

from h5kit.steps.fields import Face

NAME = Face(placeholder="请输入真实姓名", autocomplete="name", maxlength=40)
ID_CARD = Face(placeholder="请输入正确的身份证号", maxlength=24)
PHONE = Face(
    kind="tel",
    placeholder="请输入手机号",
    inputmode="tel",
    autocomplete="tel-national",
    maxlength=24,
)
PASSWORD = Face(
    kind="password", placeholder="请输入服务密码", inputmode="numeric", maxlength=12, is_secret=True
)
NEW_PASSWORD = Face(
    kind="password",
    placeholder="请输入新服务密码",
    inputmode="numeric",
    autocomplete="new-password",
    maxlength=12,
    is_secret=True,
)
SMS = Face(
    kind="sms",
    placeholder="请输入短信验证码",
    inputmode="numeric",
    autocomplete="one-time-code",
    maxlength=8,
    is_secret=True,
)
CAPTCHA = Face(kind="captcha", placeholder="请输入图形验证码", maxlength=8, is_secret=True)
