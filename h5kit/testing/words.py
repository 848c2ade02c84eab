"""The words that the page objects press and look for, of the Python and of the npm package."""

import re
from enum import StrEnum
from html import escape, unescape

from h5kit import english


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
    CROSS = "× 关闭"
    BACK_TO_PHONE = "< 返回认证"
    BACK = "返回"
    RED_LINE = "!该地区不支持官网找回，请使用方法二进行重置"


def in_english(words: str) -> str:
    """Return what an English page says instead; a number at the end stays (复制10086)."""
    text = words.rstrip("0123456789")
    return unescape(english.of(escape(text, quote=False))) + words[len(text) :]


def either(words: str) -> re.Pattern[str]:
    """Match the whole of a text as pages of either language have it."""
    return re.compile(f"^(?:{re.escape(words)}|{re.escape(in_english(words))})$")
