"""The texts that the page objects of the Python and npm packages press and look for."""

import re
from enum import StrEnum

from h5kit.languages import FLOW_LANGUAGES


class Words(StrEnum):
    """Texts of buttons, links and notices (source, section 三: the pages) outside forms."""

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
    """Return the text in all other languages; `NUMBER` stands for a number in it."""
    numbered = words + NUMBER
    return [
        language.texts.get(numbered, language.text(words))
        for language in FLOW_LANGUAGES.values()
        if not language.is_source
    ]


def in_any_language(words: str) -> re.Pattern[str]:
    """Return a pattern for a whole text in any language; a number may follow it (复制10086)."""
    text = words.rstrip("0123456789")
    number = words[len(text) :]
    forms = {words, *(form.replace(NUMBER, number) for form in translations(text))}
    return re.compile(f"^(?:{'|'.join(map(re.escape, sorted(forms)))})$")
