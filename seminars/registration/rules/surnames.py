"""Surnames whose reading differs from the everyday one, or that libraries get wrong, and compound surnames."""

# fmt: off
SURNAMES: dict[str, str] = {
    "曾": "zeng", "仇": "qiu", "覃": "qin", "朴": "piao", "解": "xie", "单": "shan",
    "查": "zha", "区": "ou", "盖": "ge", "任": "ren", "华": "hua", "纪": "ji",
    "葛": "ge", "乐": "yue", "繁": "po", "员": "yun", "缪": "miao", "翟": "zhai",
    "牟": "mu", "宿": "su", "冼": "xian", "洗": "xian", "折": "she", "召": "shao",
    "隗": "wei", "褚": "chu", "贾": "jia", "重": "chong", "秘": "bi", "逄": "pang",
    "曲": "qu", "燕": "yan", "应": "ying", "卜": "bu", "宁": "ning", "佴": "nai",
    "种": "chong", "费": "fei", "车": "che", "郗": "xi", "郇": "xun", "祭": "zhai",
    "都": "du", "晟": "cheng", "乜": "nie", "黑": "he", "盛": "sheng", "尉": "wei",
    "谌": "chen", "阚": "kan", "撒": "sa", "那": "na", "能": "nai", "句": "gou",
    "相": "xiang", "柏": "bai", "薄": "bo", "晁": "chao", "过": "guo", "郝": "hao",
    "阙": "que", "占": "zhan", "仉": "zhang", "禚": "zhuo", "谷": "gu", "石": "shi",
    "沈": "shen", "冯": "feng", "余": "yu", "俞": "yu", "於": "yu", "殷": "yin",
    "舍": "she", "行": "xing", "降": "jiang", "扎": "zha", "巷": "xiang", "吾": "wu",
    "长": "zhang", "强": "qiang", "万": "wan", "尹": "yin", "哈": "ha", "干": "gan",
    "适": "kuo", "不": "fou", "难": "ning", "眭": "sui", "佘": "she", "么": "yao",
    "欧阳": "ou yang", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai",
    "令狐": "ling hu", "单于": "chan yu", "鲜于": "xian yu", "皇甫": "huang fu", "呼延": "hu yan",
    "赫连": "he lian", "诸葛": "zhu ge", "东方": "dong fang", "上官": "shang guan", "司马": "si ma",
    "司徒": "si tu", "司空": "si kong", "夏侯": "xia hou", "公孙": "gong sun", "公冶": "gong ye",
    "钟离": "zhong li", "慕容": "mu rong", "独孤": "du gu", "南宫": "nan gong", "拓跋": "tuo ba",
    "端木": "duan mu", "百里": "bai li", "西门": "xi men", "濮阳": "pu yang", "宰父": "zai fu",
    "轩辕": "xuan yuan", "宇文": "yu wen", "申屠": "shen tu", "太史": "tai shi", "闻人": "wen ren",
}

READINGS: dict[str, tuple[str, ...]] = {
    "𠮷": ("ji",), "谌": ("chen", "shen"), "黑": ("hei", "he"), "难": ("nan", "ning"),
}
"""What the library does not know of characters that stand in names."""
# fmt: on
