"""The county over real HTTP: stable bytes, validators, news as the clock moves, and no dead link anywhere."""

from __future__ import annotations

import re
import struct
import zlib
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.error import URLError
from urllib.parse import urljoin

import pytest

from syndicator.demo.addresses import path
from syndicator.demo.county import PRINTED, County
from syndicator.demo.server import Sites
from syndicator.demo.sites import SITES

Get = Callable[..., object]
# What a browser follows: attributes, a refresh, the addresses a script draws its list from.
_ATTRIBUTE = re.compile(r"""(?:(?:href|src|data-src)\s*=\s*["']|content="0;url=|,url:")([^"']+)["']""")
_ABSOLUTE = re.compile(r"""http://127\.0\.0\.1:\d+[^\s"'<>\\]*""")
_PAGER = re.compile(r'createPageHTML\((\d+), (\d+), "index", "(\w+)"\)')


def _start(sites: Sites, site: str) -> str:
    return sites.urls[site] + SITES[site].start


def _links(url: str, text: str) -> set[str]:
    text = unescape(unescape(text))
    found = {urljoin(url, link) for link in _ATTRIBUTE.findall(text)} | set(_ABSOLUTE.findall(text))
    if pager := _PAGER.search(text):
        found |= {urljoin(url, f"index_{n}.{pager[3]}") for n in range(1, int(pager[1]))}
    return {link.partition("#")[0] for link in found if link.startswith("http")}


def test_every_link_and_picture_of_every_page_resolves(at_the_end, county, get) -> None:
    queue = deque(_start(at_the_end, site) for site in SITES)
    queue += [f"{url}/" for url in at_the_end.urls.values()]
    seen, dead, pictures = set(queue), [], 0
    while queue:
        url = queue.popleft()
        answer = get(url)
        if answer.status == 302:
            found = {urljoin(url, answer.headers["Location"])}
        elif answer.status != 200:
            dead.append((answer.status, url))
            continue
        elif answer.headers["Content-Type"] == "image/png":
            assert struct.unpack(">II", answer.body[16:24]) == (480, 320)
            pictures += 1
            continue
        else:
            old = tuple(at_the_end.urls[site] for site in ("radio", "oldpaper", "agri"))
            charset = "gb18030" if url.startswith(old) else "utf-8"
            found = _links(url, answer.body.decode(charset))
        queue += sorted(found - seen)
        seen |= found
    assert not dead
    assert pictures > 60
    # Every copy that was ever told can be reached from somewhere.
    assert {at_the_end.urls[copy.site] + path(copy) for copy in county.copies} <= seen


@pytest.mark.parametrize("site", SITES)
def test_the_bytes_stay_the_same_until_something_is_told(site, served, get) -> None:
    sites, clock = served
    first = get(_start(sites, site))
    clock.now += timedelta(seconds=19, microseconds=123)  # the first new story comes after twenty
    again = get(_start(sites, site))
    assert again.body == first.body
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Last-Modified"] == first.headers["Last-Modified"]


@pytest.mark.parametrize("site", [site for site in SITES if site not in PRINTED])
def test_the_next_story_of_a_site_appears_when_the_clock_reaches_it(site, served, county: County, get) -> None:
    sites, clock = served
    if site == "jobs":
        coming = [c for c in county.copies if c.site == site and c.text.section == "zhaopin" and c.at > clock.now]
    else:
        coming = [c for c in county.copies if c.site == site and c.at > clock.now]
    following = coming[0]
    list_url = _start(sites, site) if site != "paper" else f"{sites.urls[site]}/"
    article = sites.urls[site] + path(following)
    clock.now = following.at - timedelta(seconds=1)
    before = get(list_url)
    assert get(article).status == 404
    clock.now = following.at
    after = get(list_url, If_None_Match=before.headers["ETag"], If_Modified_Since=before.headers["Last-Modified"])
    assert after.status == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert str(following.serial).encode() in after.body
    assert str(following.serial).encode() not in before.body
    assert get(article).status == 200


@pytest.mark.parametrize("site", SITES)
def test_a_validator_sent_back_is_answered_by_an_empty_304(site, served, get) -> None:
    sites, _ = served
    url = get(_start(sites, site)).headers["Location"] or SITES[site].start
    url = sites.urls[site] + url
    whole = get(url)
    for headers in (
        {"If_None_Match": whole.headers["ETag"]},
        {"If_None_Match": f'"other", W/{whole.headers["ETag"]}'},
        {"If_Modified_Since": whole.headers["Last-Modified"]},
    ):
        answer = get(url, **headers)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == whole.headers["ETag"]
    wrong = get(url, If_None_Match='"other"', If_Modified_Since=whole.headers["Last-Modified"])
    assert (wrong.status, wrong.body) == (200, whole.body)


def test_two_counties_of_one_start_serve_the_same_bytes(served, county: County, get) -> None:
    sites, clock = served
    ports = {site: int(url.rsplit(":", 1)[1]) for site, url in sites.urls.items()}
    mine = {
        site: get(_start(sites, site)).body.replace(str(ports[site]).encode(), b"PORT") for site in ("wire", "gkml")
    }
    with Sites(County.opened(county.started), clock=clock) as other:
        for site, body in mine.items():
            port = other.urls[site].rsplit(":", 1)[1].encode()
            assert get(_start(other, site)).body.replace(port, b"PORT") == body


def test_head_says_the_same_without_a_body_and_other_things_are_refused(served, get) -> None:
    sites, _ = served
    url = _start(sites, "wire")
    head = get(url, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["ETag"] == get(url).headers["ETag"]
    assert get(url, "POST").status == 405
    assert get(f"{sites.urls['wire']}/no-such-page").status == 404
    assert get(f"{sites.urls['paper']}/xyxw/index_9.shtml").status == 404


def test_every_site_is_its_own_host_and_allows_robots(served, get) -> None:
    sites, _ = served
    assert len(set(sites.urls.values())) == len(SITES)
    for url in sites.urls.values():
        assert get(f"{url}/robots.txt").body == b"User-agent: *\nAllow: /\n"


def test_pictures_are_whole_and_differ(at_the_end, county: County, get) -> None:
    found = {}
    for copy in county.copies:
        for picture in copy.text.pictures:
            folder = path(copy).rsplit("/", 1)[0]
            found[copy.text.id, picture.number] = get(
                f"{at_the_end.urls[copy.site]}{folder}/{copy.picture(picture.number)}"
            ).body
    assert len(set(found.values())) == len(found)
    for body in found.values():
        data = body[body.index(b"IDAT") + 4 : -16]
        assert len(zlib.decompress(data)) == 320 * 481


def test_leaving_the_county_closes_every_door(county: County, get) -> None:
    with Sites(county) as sites:
        url = _start(sites, "wire")
        assert get(url).status == 200
    with pytest.raises(URLError):
        get(url)
    assert not sites._thread.is_alive()


def test_a_taken_port_is_an_error_and_leaves_nothing_running(served, county: County, get) -> None:
    sites, _ = served
    taken = int(sites.urls["gkml"].rsplit(":", 1)[1])
    with pytest.raises(OSError, match="address already in use"), Sites(county, ports={"gkml": taken}):
        pass
    assert get(_start(sites, "gkml")).status == 200
