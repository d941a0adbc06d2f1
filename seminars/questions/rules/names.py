"""How people write the names of firms and persons: what in a text surely is one, and what may be one."""

import re
import unicodedata
from collections.abc import Iterable

from seminars.enterprises.rules import core_name, folded_name, shortened, without_branch

_TRADES = re.compile(
    "进出口|供应链|加工|贸易|保税|物流|仓储|货运|运输|报关|代理|国际|服务|咨询|中心|海关|口岸|跨境|电商"
    "|电子|电器|科技|机械|设备|五金|金属|塑胶|塑料|制品|食品|水产|纺织|服装|化工|家具|灯饰|实业|工业|企业|公司|[厂行店社部]"
)
_TRADES_AT_END = re.compile(rf"(?:{_TRADES.pattern})+$")
_ENDS = re.compile(
    rf"(?:{_TRADES.pattern}|集团|股份|有限|责任|控股|投资|发展|照明|光电|建材|材料|医药|医疗|生物|汽车|包装|印刷|玩具|能源|环保"
    "|信息|网络|软件|文化|酒店|百货|建筑|工程|陶瓷|皮革|鞋业|珠宝|石化)+$"
)
_TOWNS = "广东|中山|珠海|广州|深圳|佛山|东莞|江门|惠州|肇庆|香港|澳门"
_PLACE = re.compile(rf"中国|国家|{_TOWNS}|.{{1,4}}(?:[省市区县镇村]|街道)")
_COMMON_PAIRS = re.compile(
    "高新|高级|金属|金额|金融|方便|方式|方案|安全|安装|关税|关务|关员|成品|成本|成交|单证|单位|单耗|文件"
    "|时间|时限|程序|申报|申请|包装|车辆|水果|边角|余料|管理|监管|经营|国际|平台|保税|加工|贸易|企业"
    "|易货|任务|原料|原产"
)
"""Words of every day that are also the whole of somebody's name: they tell nobody."""
_PLACES = re.compile(rf"^(?:(?:{_TOWNS})[省市]?|\w{{2,3}}[省市](?!场))+")
_BRACKETS = re.compile(r"\([^()]*\)")
_HAN = re.compile("[㐀-鿿豈-﫿]")
_PERSON = re.compile(
    "((?:欧阳|司徒|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木)|[㐀-鿿])[㐀-鿿·]{1,3}"
)
_CALLED = "(?:先生|女士|小姐|经理(?!人)|总(?![价值额量体数计局署公担税时重件]))"
_NO_SURNAMES = re.compile("[海通报清闭]关单?|[保资税奖基]证?金|[装箱舱订税账提运]单")
"""Words whose end is also a surname: 海关总署 speaks of no 关总."""
_WORD = r"[^\W\u3400-\u9fff_]"
_WORDS = re.compile(rf"{_WORD}+")
_CODE = re.compile(r"(?=.*\d)[0-9a-z]{10,18}")
_LATIN_ENDS = re.compile(
    "co|company|ltd|limited|inc|corp|corporation|gmbh|llc|trading|industrial|industry|industries|import"
    "|export|international|technology|logistics|the|and|of"
)
_LATIN_PLACES = re.compile("zhongshan|zhuhai|guangdong|guangzhou|shenzhen|china|hong|kong|macau|macao")
_LATIN_CALLED = r"(?:mr|mrs|ms|miss|madam|dr)\.?\s*"
_SEPARATORS = re.compile(r"[-‐‑‒–—―().·/_]")
_SHORTEST_NAME, _SHORTEST_CORE = 2, 3


def readings(text: str) -> tuple[str, str]:
    """A text as it is compared: folded, and without the signs that people put between the parts of names and numbers."""
    said = folded_name(text)
    return said, _SEPARATORS.sub("", said)


def surely_named(text: str, names: Iterable[str]) -> str:
    """The first of these names that the text surely holds, in its own words; empty when none."""
    read = readings(text)
    for name in names:
        for spelling in sorted(_spellings(name), key=lambda one: (-len(one), one)):
            if any(spelling in said for said in read):
                return spelling
        found = _found(_whole_latin(name), text)
        if found and all(word[0].isupper() for word in _WORDS.findall(found)):
            return found
    return ""


def perhaps_named(text: str, names: Iterable[str]) -> str:
    """What of the text may be a name, in its own words: a short name or core, Ms Smith and 李先生; empty when nothing."""
    said = folded_name(text)
    without_words = _NO_SURNAMES.sub(" ", said)
    for name in names:
        found = next((short for short in sorted(_short_names(name)) if _stands_in(short, said)), "")
        found = found or _called(name, without_words) or _found(_latin_forms(name), text)
        if found:
            return found
    return ""


def _spellings(name: str) -> set[str]:
    """How people write a name in Chinese, and a code: whole, without legal form, and the core where it says more than a trade.

    A word of every day is no name, nor is a place.
    """
    folded = folded_name(name)
    if not _HAN.search(folded):
        return {folded} if _CODE.fullmatch(folded) else set()
    spellings = {folded, folded_name(shortened(name)), *_cores(folded)}
    return {one for one in spellings if len(one) > _SHORTEST_NAME and _is_own(one)}


def _cores(folded: str) -> set[str]:
    """What of a firm's name is its own: without branch, brackets, region and legal form, with its trade and without."""
    core = core_name(_BRACKETS.sub("", without_branch(folded)))
    kept = {core, _PLACES.sub("", core)}
    kept |= {_TRADES_AT_END.sub("", one) for one in kept}
    return {one for one in kept if len(one) >= _SHORTEST_CORE and len(_TRADES.sub("", one)) >= _SHORTEST_NAME}


def _short_names(name: str) -> set[str]:
    """What may be a name or a word: a person of two characters, and a firm's name without place, trade and legal form."""
    folded = folded_name(name)
    if not _HAN.search(folded):
        return set()
    own = _BRACKETS.sub("", without_branch(folded))
    kept = {_ENDS.sub("", _PLACES.sub("", own)), _ENDS.sub("", own)}
    kept |= {folded} if len(folded) == _SHORTEST_NAME else set()
    return {one for one in kept if len(one) >= _SHORTEST_NAME and _is_own(one)}


def _is_own(word: str) -> bool:
    return not (_COMMON_PAIRS.fullmatch(word) or _PLACE.fullmatch(word))


def _stands_in(short: str, said: str) -> bool:
    """Whether it is said, and not as the beginning of a place: 高明区."""
    return re.search(re.escape(short) + "(?![区市县镇村])", said) is not None


def _called(name: str, said: str) -> str:
    """A person spoken of by surname: 李先生."""
    person = _PERSON.fullmatch(folded_name(name))
    found = person and re.search(re.escape(person[1]) + _CALLED, said)
    return found.group() if found else ""


def _found(forms: Iterable[str], text: str) -> str:
    """The first of these forms that stands in the text as whole words, as it is written there."""
    spoken = unicodedata.normalize("NFKC", text)
    tried = (re.search(f"(?<!{_WORD})(?:{form})(?!{_WORD})", spoken, re.IGNORECASE) for form in forms)
    return next((one.group() for one in tried if one), "")


def _whole_latin(name: str) -> list[str]:
    """A name of several words in Latin letters: a person in either order, a firm also by its core."""
    words = _latin_words(name)
    turned = [words[place:] + words[:place] for place in range(len(words))]
    return [_in_a_row(one) for one in (*turned, _latin_core(words)) if len(one) >= _SHORTEST_NAME]


def _latin_forms(name: str) -> list[str]:
    """The same, however it is written; a name of one word, one word after Ms, and the first that is a firm's own."""
    words = _latin_words(name)
    core = _latin_core(words)
    alone = words if len(words) == 1 else core[:1] if len(core) < len(words) else []
    called = [_LATIN_CALLED + re.escape(word) for word in words if len(word) >= _SHORTEST_NAME]
    return [*_whole_latin(name), *called, *(re.escape(one) for one in alone if len(one) >= _SHORTEST_NAME)]


def _latin_words(name: str) -> list[str]:
    return [] if _HAN.search(name) else _WORDS.findall(unicodedata.normalize("NFKC", name).casefold())


def _latin_core(words: list[str]) -> list[str]:
    """The words that are a firm's own, without places and legal form."""
    core = [word for word in words if not _LATIN_PLACES.fullmatch(word)]
    while core and _LATIN_ENDS.fullmatch(core[-1]):
        core.pop()
    return core


def _in_a_row(words: list[str]) -> str:
    return r"[^\w]*".join(map(re.escape, words))
