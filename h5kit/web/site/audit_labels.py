"""What the console calls the actions of the audit log."""

from typing import Final

from h5kit.web.report.access import Seen

DEEDS: Final = {
    Seen.VIEWED: "查看报告",
    Seen.EXPORTED: "下载报告",
    Seen.UNMASKED: "要求显示完整信息",
    Seen.VIEWED_UNMASKED: "查看完整报告",
    Seen.EXPORTED_UNMASKED: "下载完整报告",
    Seen.LINK_MADE: "生成链接",
    Seen.LISTED: "查看列表",
    Seen.REDELIVERED: "重新推送",
    Seen.LOGGED_IN: "登录",
    Seen.USER_ADDED: "添加用户",
    Seen.USER_CHANGED: "修改用户",
    Seen.KEYS_ROTATED: "轮换密钥",
    Seen.LIMITS_CLEARED: "清除号码限制",
}
