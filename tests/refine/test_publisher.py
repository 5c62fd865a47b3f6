"""Who stands behind a copy."""

from __future__ import annotations

import pytest

from syndicator.refine.publisher import publisher


@pytest.mark.parametrize(
    ("url", "who"),
    [
        ("http://news.xnnews.com.cn/x.shtml", "xnnews.com.cn"),
        ("http://app.xnnews.com.cn/y.shtml", "xnnews.com.cn"),
        ("http://www.chongyang.gov.cn/", "chongyang.gov.cn"),
        ("https://mp.weixin.qq.com/s/abc", "source"),
        ("http://127.0.0.1:8080/a", "source"),
        ("http://[bad", "source"),
        (None, "source"),
    ],
)
def test_channels_of_one_house_are_one_publisher(url: str | None, who: str) -> None:
    assert publisher("source", url) == who
