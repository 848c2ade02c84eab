"""The names under which clients and gateways declare GB 18030 or a part of it."""

from typing import Final

GB18030: Final = "gb18030"
"""Python's codec for all of them: what is written as GBK or GB 2312 is GB 18030 as well."""

GB18030_NAMES: Final = frozenset(
    {"gbk", "gb2312", "gb18030", "gb-18030", "gb_2312-80", "x-gbk", "cp936", "ms936"}
)
