"""The words that the page objects press and look for, of the Python and of the npm package."""

import re
from enum import StrEnum

from h5kit.languages import FLOW_LANGUAGES


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


NUMBER = "%(number)s"


def translations(words: str) -> list[str]:
    """Return what pages in every other language say instead; `NUMBER` is where its number goes."""
    numbered = words + NUMBER
    return [
        language.texts.get(numbered, language.text(words))
        for language in FLOW_LANGUAGES.values()
        if not language.is_source
    ]


def in_any_language(words: str) -> re.Pattern[str]:
    """Match the whole of a text as pages of any language have it; a number ends it (复制10086)."""
    text = words.rstrip("0123456789")
    number = words[len(text) :]
    forms = {words, *(form.replace(NUMBER, number) for form in translations(text))}
    return re.compile(f"^(?:{'|'.join(map(re.escape, sorted(forms)))})$")
