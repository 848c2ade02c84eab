"""The words that the page objects press and look for, of the Python and of the npm package."""

from enum import StrEnum


class Words(StrEnum):
    """Texts of buttons, links and lines (source, section 三), where no form declares them."""

    FORGOT = "忘记密码"
    AGREEMENT = "《运营商授权协议》"
    RESEND = "重新获取"
    ANOTHER_PICTURE = "换一个"
    CITY = "选择城市"
    RESTART = "重新授权"
    COPY = "复制"
    CLOSE = "关闭"
    BACK_TO_PHONE = "< 返回认证"
    BACK = "返回"
    RED_LINE = "!该地区不支持官网找回，请使用方法二进行重置"
