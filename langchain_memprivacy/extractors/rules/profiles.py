"""Links to the pages of persons on platforms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .lazy import lazy, matches
from .rule import Range, Rule, finder
from .source import Source

_NETWORK = PrivacyType.NETWORK_IDENTIFIER

_FRONT = r"(?<![A-Za-z0-9@./-])(?:https?://)?(?:(?:www|m|mobile|web|cn|[a-z]{2})\.)?"
_REST = r"(?![A-Za-z0-9_%-])(?!/[A-Za-z0-9])"
"""The page of a person has nothing below it; what has is a repository, an article, a post."""

_BARE = {
    "github.com": r"[A-Za-z0-9](?:-?[A-Za-z0-9]){1,38}",
    "gist.github.com": r"[A-Za-z0-9-]{2,39}",
    "gitlab.com": r"[A-Za-z0-9_.-]{2,40}",
    "gitee.com": r"[A-Za-z0-9_.-]{2,40}",
    "huggingface.co": r"[A-Za-z0-9_.-]{2,40}",
    "kaggle.com": r"[a-z0-9]{2,40}",
    "leetcode.com": r"[A-Za-z0-9_-]{3,30}",
    "x.com": r"[A-Za-z0-9_]{2,15}",
    "twitter.com": r"[A-Za-z0-9_]{2,15}",
    "instagram.com": r"[A-Za-z0-9_.]{2,30}",
    "facebook.com": r"[A-Za-z0-9.]{4,50}",
    "fb.com": r"[A-Za-z0-9.]{4,50}",
    "t.me": r"[A-Za-z][A-Za-z0-9_]{4,31}",
    "linktr.ee": r"[A-Za-z0-9_.]{2,30}",
    "about.me": r"[A-Za-z0-9_.-]{2,40}",
    "behance.net": r"[A-Za-z0-9_-]{3,30}",
    "dribbble.com": r"[A-Za-z0-9_-]{3,30}",
    "keybase.io": r"[a-z0-9_]{2,16}",
    "vk.com": r"[A-Za-z0-9_.]{4,32}",
    "pinterest.com": r"[A-Za-z0-9_]{3,30}",
    "weibo.com": r"(?:[A-Za-z0-9]{5,30})",
    "soundcloud.com": r"[a-z0-9_-]{3,30}",
    "paypal.me": r"[A-Za-z0-9]{3,30}",
    "buymeacoffee.com": r"[A-Za-z0-9_.]{3,30}",
    "ko-fi.com": r"[A-Za-z0-9_]{3,30}",
    "blog.csdn.net": r"[A-Za-z0-9_]{3,30}",
    "cnblogs.com": r"[A-Za-z0-9_-]{3,30}",
}
_PATHS = (
    r"linkedin\.com/(?:in|pub)/[A-Za-z0-9%_.-]{3,100}",
    r"weibo\.com/(?:u/\d{6,12}|n/[^\s/?,;\"'<>)]{1,30})",
    r"zhihu\.com/people/[A-Za-z0-9_-]{2,50}",
    r"space\.bilibili\.com/\d{2,20}",
    r"douyin\.com/user/[A-Za-z0-9_-]{8,90}",
    r"xiaohongshu\.com/user/profile/[a-f0-9]{16,32}",
    r"douban\.com/people/[A-Za-z0-9_.-]{2,30}",
    r"jianshu\.com/u/[a-z0-9]{6,16}",
    r"juejin\.cn/user/\d{6,20}",
    r"v2ex\.com/member/[A-Za-z0-9_]{2,30}",
    r"user\.qzone\.qq\.com/\d{5,11}",
    r"leetcode\.c(?:om|n)/u/[A-Za-z0-9_-]{2,40}",
    (
        r"(?:tiktok\.com|threads\.net|threads\.com|medium\.com|youtube\.com|mastodon\.[a-z]{2,10}"
        r"|mstdn\.[a-z]{2,10}|hachyderm\.io|fosstodon\.org"
        r"|infosec\.exchange)/@[A-Za-z0-9_.-]{2,40}"
    ),
    r"bsky\.app/profile/[A-Za-z0-9._:-]{3,80}",
    r"reddit\.com/(?:u|user)/[A-Za-z0-9_-]{3,20}",
    r"stackoverflow\.com/users/\d{1,9}(?:/[a-z0-9-]{1,60})?",
    r"facebook\.com/profile\.php\?id=\d{6,20}",
    r"steamcommunity\.com/(?:id/[A-Za-z0-9_-]{2,40}|profiles/\d{17})",
    r"orcid\.org/\d{4}-\d{4}-\d{4}-\d{3}[\dX]",
    r"researchgate\.net/profile/[A-Za-z0-9_-]{3,60}",
    r"scholar\.google\.[a-z.]{2,6}/citations\?[a-z=A-Z&]{0,20}user=[A-Za-z0-9_-]{12}",
    r"strava\.com/athletes/[A-Za-z0-9_-]{3,30}",
    r"open\.spotify\.com/user/[A-Za-z0-9_.-]{3,40}",
    r"venmo\.com/(?:u/)?[A-Za-z0-9_-]{5,30}",
    r"snapchat\.com/add/[A-Za-z0-9_.-]{3,20}",
    r"news\.ycombinator\.com/user\?id=[A-Za-z0-9_-]{2,20}",
    r"npmjs\.com/~[a-z0-9._-]{2,40}",
    r"pypi\.org/user/[A-Za-z0-9._-]{2,40}/?",
    r"maimemo\.com/u/\w{2,20}",
)
_RESERVED_TEXT = """
    about account accounts admin ads api apps app auth blog business careers changelog codespaces
    collections community company compose contact cookies copilot customer-stories dashboard
    datasets developer developers discussions docs download downloads enterprise events explore
    features feed fluidicon followers following forum groups hashtag help home i inbox intent
    issues jobs join latest legal login logout marketplace maps me media messages mobile models
    new news newsletter notifications oauth organizations orgs p pages policies policy posts
    premium press pricing privacy problems problemset profile projects pulls readme reel reels
    register s search security sessions settings share sharer sharer.php shop signin signup site
    sitemap solutions spaces sponsors stars status stories support team teams terms tasks topics
    trending tos tv user username users video videos watch welcome wiki yourname your-username
    yourusername your_username handle myusername competitions code contest discuss discover upload
    stream inference-endpoints chat robots.txt favicon.ico index.html index.php groups events
    gaming plugins photo.php story.php profile.php joinchat addstickers share microsoft google
    openai facebook meta apple amazon aws apache nodejs python langchain-ai huggingface anthropics
    anthropic github gitlab vercel netflix kubernetes docker tensorflow pytorch facebookresearch
    google-research deepseek-ai qwenlm alibaba tencent bytedance baidu huawei mozilla rust-lang
    golang nvidia intel ibm redhat elastic hashicorp stripe spotify shopify airbnb uber twitter
    instagram nasa torvalds elonmusk
    """
_RESERVED = frozenset(_RESERVED_TEXT.split())
_OFFICIAL = lazy(
    r"(?:official|officially|company|brand|repo(?:sitory)?|organi[sz]ation|官方|官微"
    r"|公司)[^\n.]{0,24}\Z"
)

_BARE_LINK = lazy(
    _FRONT
    + r"(?:"
    + "|".join(re.escape(host) + "/(?:" + path + ")" for host, path in _BARE.items())
    + r")"
    + _REST,
    re.ASCII,
)
_PATH_LINK = lazy(
    _FRONT + r"(?i:" + "|".join(_PATHS) + r")(?![A-Za-z0-9_%-])(?!/[A-Za-z0-9]{4})", re.ASCII
)


@finder("profile-link", _NETWORK, needs=tuple(host.split(".")[-2] + "." for host in _BARE))
def _profile_link(source: Source) -> Iterator[Range]:
    """Find `github.com/name` and the like: one step below the host, not the host's own."""
    for match in matches(_BARE_LINK, source):
        link = match[0].rstrip(".")
        name = link.rpartition("/")[2].lower()
        if name in _RESERVED or name.endswith((".html", ".php", ".txt", ".xml", ".ico")):
            continue
        if not _OFFICIAL.search(source.lower, max(0, match.start() - 40), match.start()):
            yield match.start(), match.start() + len(link)


@finder(
    "profile-link-path",
    _NETWORK,
    needs=("/in/", "/pub/", "/u/", "/n/", "/user", "/people/", "space.bilibili", "/@", "/profile",
           "/member/", "qzone", "/id/",
           "orcid.org", "citations?", "/athletes/", "venmo.com", "/add/", "/~"),
)  # fmt: skip
def _profile_path(source: Source) -> Iterator[Range]:
    """Find links whose path says that they lead to a person."""
    for match in matches(_PATH_LINK, source):
        link = match[0].rstrip(".")
        name = re.split(r"[/=@]", link)[-1].lower()
        if name in _RESERVED:
            continue
        if not _OFFICIAL.search(source.lower, max(0, match.start() - 40), match.start()):
            yield match.start(), match.start() + len(link)


RULES: tuple[Rule, ...] = (_profile_link, _profile_path)
