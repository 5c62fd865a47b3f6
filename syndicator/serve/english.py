"""What the gatherer says in Chinese of a source's trouble, in English: by its turn of phrase, as it is kept as text."""

from __future__ import annotations

import re
from functools import lru_cache

# A page shows two hundred, and the same few return.
_REMEMBERED = 1024
_PHRASES = tuple(
    (re.compile(pattern), english)
    for pattern, english in (
        (r"服务器答复 (\d+)", r"The server answered \1."),
        (r"([\d.]+) 秒内没有应答", r"No answer within \1 s."),
        (r"等了许久只收到 (\d+) 字节", r"Too slow: only \1 bytes arrived, and not all."),
        (r"超过上限 (\d+) 字节", r"The document is larger than the bound of \1 bytes."),
        (r"重定向超过 (\d+) 次", r"More than \1 redirects."),
        (r"域名 (\S+) 无法解析", r"The name \1 cannot be resolved."),
        (r"内网地址 (\S+?),", r"Refused: \1 is an address inside a private network."),
        (r"证书已过期", "The TLS certificate has expired."),
        (r"证书尚未生效", "The TLS certificate is not valid yet."),
        (r"证书不符", "The TLS certificate was issued for another name."),
        (r"证书", "The TLS certificate cannot be trusted."),
        (r"加密连接没有谈成", "TLS could not be agreed upon."),
        (r"服务器连接不上", "The server cannot be reached."),
        (r"连接(就|中途)断", "The connection broke off."),
        (r"不合 HTTP 规范", "The answer is no proper HTTP."),
        (r"可能是改版了", "Where its items were, none are found any more."),
        (r"robots\.txt", "robots.txt does not allow it."),
        (r"秒内没有读完|读取进程|内存超过限额", "The document could not be read within our bounds of time and memory."),
        (r"解压", "The compressed document is broken or larger than the bound."),
        (r"没有存下", "What came could not be stored."),
        (r"内部错误", "Internal error; see the log."),
    )
)
_OTHER = "The document could not be read as a feed or list."


@lru_cache(maxsize=_REMEMBERED)
def english(error: str) -> str:
    """Returns one English sentence for an error of a source; details such as URLs stand in the Chinese one."""
    for pattern, sentence in _PHRASES:
        if found := pattern.search(error):
            return found.expand(sentence)
    return _OTHER
