"""Pairs that share most of their words and are two stories: written to find where likeness misleads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zlib import crc32

import pytest

from syndicator.group.evidence import weigh
from syndicator.group.partition import partition
from syndicator.group.similarity import fingerprint
from syndicator.group.verdicts import Side
from syndicator.model import Item

NOW = datetime(2026, 11, 8, 1, tzinfo=UTC)
OUTAGE = "因配网改造施工需要,国网崇阳县供电公司定于10月12日7:30至16:00对10千伏{line}进行计划检修,届时将影响{where}用电。请相关客户提前做好准备,检修可能提前结束,线路随时恢复送电,请勿在停电设备上工作。详询95598。"
DONATION = "11月{day}日(星期六),咸宁市中心血站献血车将停靠崇阳县人民广场,采血时间为9:00至16:30。凡年龄在18至55周岁、男性体重50公斤以上、女性体重45公斤以上的健康市民,均可携带身份证参加。献血200毫升赠送雨伞一把,献血400毫升赠送保温杯一个。献血前请保持充足睡眠,不要空腹,不要饮酒,多喝温开水。咨询电话0715-8255120。"
STUDY = "11月8日上午,{town}召开党委理论学习中心组扩大学习会,传达学习党的二十届四中全会精神,镇党委书记{who}主持会议并讲话。会议指出,全会审议通过的《建议》对未来5年发展作出顶层设计和战略擘画。会议强调,要深刻领悟“两个确立”的决定性意义,增强“四个意识”、坚定“四个自信”、做到“两个维护”,把思想和行动统一到全会决策部署上来。{own}"
VISIT = "11月8日上午,县残联联合爱心企业走进{where},开展“温暖重阳 情系残疾人”走访慰问活动。志愿者们为残疾家庭送上大米、食用油、棉被等生活物资,并与他们拉家常,询问身体状况和生活困难,叮嘱他们注意保暖。活动共走访残疾家庭{homes}户,发放轮椅{chairs}辆,大米每户50斤,食用油每户10升,慰问金每户500元。县残联负责人表示,将继续做好残疾人帮扶工作,让他们感受到党和政府的关怀。"
HEALTH = "11月8日,“我爱我家”全民健康生活方式行动走进{where}。活动现场设置义诊咨询、血压测量、健康讲座等6个展区,20名医务人员为群众免费检查,发放宣传资料1000余份,{own}"
HEATING = "{lead}居民采暖费每平方米22元,非居民每平方米32元,按建筑面积收取;停供的用户交基本费每平方米4.4元。今年新增供热面积46万平方米,总面积达到612万平方米,惠及5.3万户。热源厂储煤2.6万吨,6台锅炉已经点火试运行,管网注水试压完成。{own}"
HOSPITAL = "崇阳县人民医院新院区11月8日正式启用,总投资6.2亿元,设置床位800张,配备核磁共振等设备120余台,可满足全县50万群众就医需求。启用当天,门诊接诊群众1300余人次,秩序井然。"
CRABS = "嘉鱼县渡普镇千亩蟹田迎来丰收,养殖户们忙着起笼、分拣、打包。今年全镇养蟹面积1.2万亩,预计产量1500吨,产值突破1亿元,产品销往武汉、上海、广州等地。"


def side(source: str, title: str, text: str, hours: float = 0, original: str | None = None) -> Side:
    when = NOW + timedelta(hours=hours)
    url = f"http://{source}.cn/2026/1108/{crc32(title.encode()) % 1_000_000}.html"
    item = Item(source, "k", title, url, "", text, "", when, original=original)
    return Side(source, title, url, when, fingerprint(item).signature)


MORE = "白霓镇大市村、谢家畈村、油市村、堰下村、金城村、回头岭村、纸棚村、龙泉村、浪口村、后溪村、杨洪村、小山界村、白霓社区、三山社区、白霓桥粮管所、大市小学、白霓卫生院、华陂工业园"
PAIRS = {
    "two notices of one day, one with more places": (
        side("a", "停电通知", OUTAGE.format(line="城关线隽水支线", where="天城镇下津社区、金三角市场、鹿门铺村")),
        side("b", "停电通知", OUTAGE.format(line="白霓线大市支线", where=MORE), 2),
    ),
    "next week's date": (
        side("a", "爱心献血车周六开进崇阳", DONATION.format(day=8)),
        side("b", "献血车本周六停靠人民广场", DONATION.format(day=15), 24 * 7),
    ),
    "two towns' meetings": (
        side("a", "天城镇传达学习党的二十届四中全会精神", STUDY.format(town="天城镇", who="王某某", own="会议要求,要聚焦油茶产业强镇建设,抓好龙头企业培育。")),
        side("b", "路口镇传达学习党的二十届四中全会精神", STUDY.format(town="路口镇", who="李某", own="会议要求,要持续擦亮温泉旅游名片,盘活闲置农房。"), 3),
    ),
    "other homes of one round of visits": (
        side("a", "轮椅送到家 温暖洒进港口乡", VISIT.format(where="港口乡小港村", homes=36, chairs=12)),
        side("b", "县残联走访慰问高枧乡残疾家庭", VISIT.format(where="高枧乡桥下村", homes=41, chairs=15), 3),
    ),
    "one campaign, its round numbers, two towns": (
        side("a", "健康行动走进山区", HEALTH.format(where="桂花泉镇三山村", own="村民王大爷量完血压后说,家门口就能看上专家门诊,心里踏实。镇卫生院院长介绍,下一步将为65岁以上老人建立健康档案。")),
        side("b", "专家义诊进库区", HEALTH.format(where="石城镇石壁村", own="石壁村是库区移民村,老人多、出门难。县疾控中心还带来流动影像车,为居民拍片,当场出具报告。活动得到乡亲们一致好评。"), 4),
    ),
    "a day that was brought forward": (
        side("a", "11月15日零时,城区正式供暖", HEATING.format(lead="县集中供热中心发布公告,今年城区集中供热从11月15日零时开始,到明年3月15日结束。", own="住建局供热热线3241234开通,24小时受理报修。")),
        side("b", "提前3天!城区12日零时供暖", HEATING.format(lead="受强冷空气影响,县里决定把供暖提前到12日零时,比原定的11月15日早三天,增加的费用由财政补贴,不加收采暖费。", own=""), 40),
    ),
    "what comments on it and links to it": (
        side("cy", "崇阳县人民医院新院区正式启用", HOSPITAL),
        side("blog", "新院区启用之后,服务更要跟上", "报道说,新院区总投资6.2亿元,设置床位800张,配备核磁共振等设备120余台。笔者以为,硬件上去了,服务更要跟上。去年全县投诉医疗服务的来信有214件,其中挂号难占四成。医共体建设喊了3年,乡镇卫生院的影像诊断仍要跑40公里,这笔账也该算一算。", 30, "http://cy.cn/2026/1108/{}.html".format(crc32("崇阳县人民医院新院区正式启用".encode()) % 1_000_000)),
    ),
    "a round-up that links to its first note": (
        side("cy", "崇阳县人民医院新院区正式启用", HOSPITAL),
        side("xn", "咸宁早报|11月9日", HOSPITAL + "\n" + CRABS, 20, "http://cy.cn/2026/1108/{}.html".format(crc32("崇阳县人民医院新院区正式启用".encode()) % 1_000_000)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_look_alikes_stay_apart(name: str) -> None:
    one, other = PAIRS[name]
    there, back = weigh(one, other), weigh(other, one)
    assert not there.same, there
    assert there == back


def test_a_round_up_that_came_before_our_copies_of_its_parts_does_not_tie_them() -> None:
    both = side("sd", "咸宁民生这些事上了省报", HOSPITAL + "\n" + CRABS)
    parts = [side("cy", "崇阳县人民医院新院区正式启用", HOSPITAL, 1.5), side("jy", "渡普千亩蟹田迎丰收", CRABS, 3)]
    assert not any({0, 1} <= set(group) for group in partition([*parts, both]).groups)


@pytest.mark.parametrize(
    ("one", "other", "elsewhere"),
    [
        ("天城镇秋播忙", "路口镇秋播忙", True),
        ("天城镇秋播忙", "浮溪桥街道秋播忙", True),
        ("天城镇大市村秋播忙", "大市村秋播", False),
        ("崇阳县秋播忙", "天城镇秋播忙", False),
        ("乡村振兴看白霓", "美丽乡村建设", False),
        ("城镇居民收入增长", "天城镇居民收入增长", False),
    ],
)
def test_titles_name_other_places_only_of_one_kind(one: str, other: str, elsewhere: bool) -> None:
    verdict = weigh(side("a", one, HOSPITAL), side("b", other, CRABS))
    assert verdict.signals is not None
    assert verdict.signals.elsewhere is elsewhere
