"""What is wrong with a document that is no TOML, in words; and the cure."""

from __future__ import annotations

import re
import tomllib

from syndicator.config.lines import index, open_brackets
from syndicator.config.spelling import masked, spelled

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_ENTRY = re.compile(r"\s*(?:\[\[?\s*[\w.\"'-]+\s*\]|[\w.-]+\s*=)")
_SECRET_KEY = re.compile(r"(?i)[\w.-]*(?:database|token|secret|passw)")
# What a Chinese keyboard gives, and what TOML wants.
_WIDE = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "＂": '"', "＇": "'", "＝": "=", "，": ",", "、": ",",
    "：": "=", "【": "[", "】": "]", "［": "[", "］": "]", "｛": "{", "｝": "}", "＃": "#", "。": ".", "．": ".",
}  # fmt: skip
_BLANKS = {"\u3000": "全角空格", "\u00a0": "不换行空格", "\u200b": "看不见的零宽字符", "\ufeff": "看不见的字节顺序标记"}
_SPECIAL_LITERALS = {"True": "true", "False": "false", "TRUE": "true", "FALSE": "false", "None": '""', "null": '""'}
LONGEST_SHOWN = 60
QUOTE = "引号没有关上:文字的末尾还要一个同样的引号"
CONTROL = "含有看不见的控制字符,请删去"

# The beginnings of tomllib's messages, in the words of an admin.
_SAID = {
    "Invalid value": '= 后面的值写错了。文字要放在英文双引号里,如 "咸宁网"',
    "Expected '=' after a key": "键和值之间要有 =。一行的写法是:键 = 值",
    "Expected newline or end of document": (
        "一行只写一个键,到这里就该结束了。文字要整个放在引号里;文字里有英文双引号时,请换成中文引号,或在前面加 \\"
    ),
    "Unclosed array": "方括号里的两项之间要用英文逗号隔开,最后要有 ]",
    "Unclosed inline table": "花括号里的内容要写在同一行,两项之间用英文逗号隔开,最后要有 }",
    "Expected ']]' at the end": "这样的一行要用 ]] 结尾,如 [[source]]",
    "Expected ']' at the end": "这样的一行要用 ] 结尾,如 [site]",
    "Illegal character '\\n'": QUOTE,
    "Found invalid character '\\n'": QUOTE,
    "Illegal character": CONTROL,
    "Found invalid character": CONTROL,
    "Unescaped '\\' in a string": "双引号里的 \\ 要写成 \\\\,路径请用 /;也可以把双引号换成英文单引号",
    "Invalid initial character for a key part": "键只能用英文字母、数字、下划线和连字符",
    "Invalid statement": "这一行看不懂。每行要么是 [表名],要么是 键 = 值,要么是 # 开头的说明",
    "Invalid date": '日期时刻写错了。时刻要放在引号里,如 "07:30"',
    "Invalid hex value": "\\u 后面要有四位十六进制数",
    "Escaped character": "\\u 后面的数不是一个字符",
}
_REPEATED = ("Cannot declare", "Cannot overwrite", "Cannot mutate", "Cannot redefine", "Duplicate inline")
_UNTERMINATED = ("Unterminated string", "Expected \"'", 'Expected \'"""\'')


def explain(error: ValueError, text: str) -> tuple[int, str]:
    """The line that tomllib stopped at, and what is wrong there. `text` is what it was given, with plain newlines."""
    said = str(error)
    if isinstance(error, tomllib.TOMLDecodeError) and (found := _PLACE.search(said)):
        line, column = int(found[1]), int(found[2])
    else:
        line, column = max(text.rstrip("\n").count("\n") + 1, 1), 0
    row = text.split("\n")[line - 1]
    place = f"第 {column} 列" if column else "到文件末尾"
    if said.startswith(_REPEATED):
        return line, f"{place}:{_repeated(text, line)}"
    if said.startswith(_UNTERMINATED):
        return line, f"{place}:第 {_opening_quote(text)} 行的引号没有关上"
    if not isinstance(error, tomllib.TOMLDecodeError):
        return line, "不合 TOML 写法:数字太大或太长"
    return line, f"{place}:{_cure(said, row, column, text, line)}{_quoted(row)}"


def too_deep() -> str:
    """What to say of brackets nested beyond what can be read."""
    return "方括号套得太深了。请检查是否漏了 ]"


def _cure(said: str, row: str, column: int, text: str, line: int) -> str:
    rest = row[column - 1 :] if column else ""
    character = rest[:1]
    if character in _WIDE:
        return f"这里用了中文的 {character},要换成英文的 {_WIDE[character]}"
    if character in _BLANKS:
        return f"这里有一个{_BLANKS[character]},请删去"
    if character and character < " " and character != "\n":
        return CONTROL
    before = "\n".join(text.split("\n")[: line - 1])
    opened = open_brackets(before)
    if opened and (_ENTRY.match(row) or not column):
        return f"第 {opened[0]} 行开始的括号没有关上"
    if said.startswith("Invalid value"):
        word = re.match(r"[^\s,#\]}]*", rest)
        if word and word[0] in _SPECIAL_LITERALS:
            return f"{word[0]} 要写成 {_SPECIAL_LITERALS[word[0]]}"
        if not rest.strip() or rest.lstrip().startswith("#"):
            return '= 后面没有值。空着请写 "",或删去这一行'
    if said.startswith("Invalid statement") and re.match(r"[^\W_a-zA-Z0-9]+\s*[=＝:：]", rest):
        return "键不能用中文,要写说明书里的英文键,如 title、url"
    return next((cure for start, cure in _SAID.items() if said.startswith(start)), f"不合 TOML 写法({said})")


def _repeated(text: str, line: int) -> str:
    """Which key or table is said a second time, and where it was said first."""
    found = index("\n".join(text.split("\n")[:line])).repeated
    if found is None:
        return "同一个键或表写了两次,或用两种写法写了同一个表。请删去一处"
    path, first = found
    return f"{spelled(path)} 重复:第 {first} 行已经写过。请删去一处"


def _opening_quote(text: str) -> int:
    """The line of the quote that swallows the rest of the document: a triple one, else one without its partner."""
    triple = max(text.rfind('"""'), text.rfind("'''"))
    if triple >= 0:
        return text.count("\n", 0, triple) + 1
    rows = text.split("\n")
    odd = (n for n, row in enumerate(rows, start=1) if row.count('"') % 2 or row.count("'") % 2)
    return max(odd, default=len(rows))


def _quoted(row: str) -> str:
    """The row, for the eye; never one that may hold a password."""
    row = row.strip()
    if not row or _SECRET_KEY.match(row):
        return ""
    row = "".join(character for character in masked(row) if character.isprintable())
    return f"。这一行是:{row if len(row) <= LONGEST_SHOWN else row[:LONGEST_SHOWN] + '…'}"
