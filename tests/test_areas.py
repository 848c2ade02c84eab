"""The list of provinces and cities is complete and has short names."""

from h5kit import areas


def test_there_are_34_provinces_in_short_form() -> None:
    assert len(areas.PROVINCES) == 34
    assert not [p for p in areas.PROVINCES if p.endswith(("省", "市", "自治区"))]
    assert {"北京", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门", "台湾"} <= set(
        areas.PROVINCES
    )


def test_cities_are_in_short_form_and_belong_to_their_province() -> None:
    assert areas.cities("北京") == ("北京",)
    assert areas.has_city("湖北", "恩施")
    assert areas.has_city("海南", "琼海")
    assert not areas.has_city("湖北", "深圳")
    assert areas.cities("哪里") == ()
    assert not [c for p in areas.PROVINCES for c in areas.cities(p) if c.endswith(("市", "自治州"))]
