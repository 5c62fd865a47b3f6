"""[[join]] and [[split]] in config.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicator import config
from syndicator.errors import ConfigError
from syndicator.model import Overruled

SITE = '[site]\ntitle = "a"\nbase_url = "https://feeds.example.cn"\n'
ONE, OTHER = "http://a.example.cn/2026/11001.html", "http://b.example.cn/2026/22002.html"


def test_what_is_declared_is_read() -> None:
    settings = config.parse(
        f'{SITE}[[join]]\nurls = ["{ONE}", "{OTHER}"]\nreason = "一件事"\n[[split]]\nurls = "{ONE}"\n',
        "config.toml",
        Path("/"),
    )
    assert settings.joins == (Overruled((ONE, OTHER), "一件事"),)
    assert settings.splits == (Overruled((ONE,)),)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f'[[join]]\nurls = ["{ONE}"]\n', 5, "至少要写两个"),
        (f'[[join]]\nurls = ["{ONE}",\n"{ONE}?from=timeline"]\n', 6, "重复:第 5 行已经有了"),
        (f'[[join]]\nurls = ["{ONE}", "http://a.example.cn/news/"]\n', 5, "不是一篇文章的网址"),
        ('[[split]]\nurls = "tag:feeds.example.cn,2026-11-25:story/abc"\n', 5, "不是一篇文章的网址"),
        ("[[split]]\nurls = []\n", 5, "没有写网址"),
        ('[[split]]\nreason = "x"\n', 4, "缺少必须写的 urls"),
        (f'[split]\nurls = "{ONE}"\n', 4, "两层方括号"),
        (f'[[joins]]\nurls = "{ONE}"\n', 4, "join"),
    ],
)
def test_mistakes_are_said_with_their_line_and_cure(text: str, line: int, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse(SITE + text, "config.toml", Path("/"))
    problem = caught.value.problems[0]
    assert problem.line == line, str(problem)
    assert said in str(problem)
