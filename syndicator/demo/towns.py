"""Towns and bureaus whose small sites pass on what others wrote about their county, each in a layout of its own."""

from __future__ import annotations

from collections.abc import Mapping

# Site id -> (name, county). Two of one county take turns.
TOWNS: Mapping[str, tuple[str, str]] = {
    "baini": ("白霓镇之窗", "崇阳"),
    "agri": ("咸安农业信息网", "咸安"),
    "street": ("温泉街道办事处", "咸安"),
    "register": ("通山县政府公报", "通山"),
    "lake": ("嘉鱼文旅资讯", "嘉鱼"),
    "tea": ("赤壁茶业网", "赤壁"),
    "school": ("通城教育在线", "通城"),
    "forest": ("九宫山林场", "通山"),
}


def carriers(county: str, number: int) -> tuple[str, ...]:
    """Which towns carry the county's story `number`, counted from 0."""
    sites = [id for id, (_, own) in TOWNS.items() if own == county]
    return (sites[number % len(sites)],) if sites else ()
