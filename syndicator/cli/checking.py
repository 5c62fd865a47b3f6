"""The command that looks at config.toml alone."""

from __future__ import annotations

from syndicator import config
from syndicator.cli.showing import DEFAULT, Config, Data, out


def check(config_file: Config = DEFAULT, data: Data = None) -> None:
    """检查配置文件,一次列出所有错误。"""
    settings = config.load(config_file, data=data)
    out.print(
        f"[green]配置正确[/green]:{len(settings.sources)} 个来源,{len(settings.sections)} 个栏目,"
        f"{len(settings.places)} 个县市区,{len(settings.digests)} 个摘要。"
    )
