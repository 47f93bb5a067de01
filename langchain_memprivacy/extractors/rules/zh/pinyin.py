"""The characters that Chinese names are written with, by their reading.

Two uses: `GIVEN` tells where a name ends in running text (a verb's character is rarely in
it), and `spell` writes a name in Latin letters, so that "Zhang Wei" is known to be 张伟.
The table holds what surnames and given names commonly use; it is not a dictionary.
"""

from __future__ import annotations

_TABLE = """
ai艾爱 an安 ang昂 ao傲奥敖 ba巴 bai白柏 ban班 bang邦 bao宝保包鲍葆寶 bei贝蓓北 ben本 bi毕碧弼
bian边卞 bin斌彬滨宾濱 bing冰兵炳秉丙 bo博波伯勃渤 bu卜步 cai才彩蔡财采 can灿璨 cang苍 cao曹
cen岑 chai柴 chan婵禅 chang昌常畅昶 chao超朝潮晁 che车 chen陈晨辰琛尘宸陳
cheng成程诚承城澄呈丞 chi池驰迟 chong崇冲 chu楚初褚储 chuan川传 chuang创闯 chun春纯淳椿 ci慈
cong聪从丛 cui崔翠 da达大 dai戴岱黛 dan丹旦 dang党 dao道 de德 deng邓登鄧 di迪笛狄 dian典
ding丁定鼎 dong东冬栋董東 dou豆窦 du杜都笃 duan段端 dun敦 duo朵多 e娥 en恩 er尔儿 fa发法
fan范凡帆繁樊梵 fang方芳房昉 fei飞菲斐霏费妃飛 fen芬奋 feng峰风锋丰枫凤冯逢封奉馮鳳豐
fu福富付傅甫夫符芙馥 gan甘 gang刚钢岗剛 gao高皋 ge戈歌葛格阁 geng耿庚 gong宫龚公恭 gou苟
gu古谷顾固顧 guan冠关官管观 guang光广 gui桂贵 guo国果郭國 ha哈 hai海 han涵韩汉寒翰晗瀚含韓
hang航杭 hao浩豪昊皓好郝灏 he和何贺河荷鹤赫禾賀 heng恒衡亨珩 hong红宏洪鸿虹弘泓紅鴻 hou侯厚
hu胡虎湖琥 hua华花骅桦華 huai怀槐 huan欢环焕桓寰歡 huang黄煌黃 hui辉慧会惠晖卉蕙徽輝 huo霍火
ji吉季纪继佶姬基冀骥济 jia佳嘉家加甲贾珈迦賈 jian建健剑坚简鉴劍 jiang江姜蒋疆蔣 jiao娇焦皎嬌
jie杰洁捷婕节傑潔 jin金锦进津瑾晋靳劲谨 jing静晶京敬景婧精靖井荆旌菁靜 jiong炯 jiu久九
ju菊举巨居鞠 juan娟鹃 jue珏 jun军俊君钧峻骏均竣軍 kai凯开恺楷愷凱 kang康亢 ke可科克柯珂 kong孔
kuan宽 kui奎葵魁 kun坤昆琨 lai来赖莱 lan兰岚蓝澜蘭 lang朗郎浪 lao劳 le乐 lei雷磊蕾 leng冷
li丽李力利立莉黎理里礼俐励栗厉璃麗 lian莲连廉涟 liang亮良梁 liao廖 lie烈 lin林琳霖临麟
ling玲灵凌菱令岭翎羚铃靈 liu刘柳流六劉 long龙隆龍 lou娄楼 lu陆路露鲁璐卢鹿陸魯 lv吕律绿呂
luan栾 lun伦 luo罗洛骆羅 ma马麻馬 mai麦迈 man曼满蔓 mao毛茂茅 mei梅美玫眉媚 men门
meng孟梦萌蒙猛夢 mi米蜜觅 mian棉勉 miao苗妙淼 min敏民闵珉旻 ming明铭名鸣茗 mo墨莫默沫
mu木穆慕牧沐睦 na娜那纳 nan南楠男 ni妮倪尼 nian年念 ning宁凝 niu牛 nuo诺 ou欧歐 pan潘盼攀
pang庞 pei培沛佩裴 peng鹏彭朋蓬鵬 pin品 ping平萍苹屏 pu普浦璞 qi琪奇琦启齐其祺祁旗绮淇麒
qian倩千钱谦前乾茜潜錢 qiang强蔷強 qiao乔巧俏喬 qin琴勤秦钦芹沁 qing青清庆晴卿擎慶 qiong琼
qiu秋邱丘求裘 qu曲屈 quan全权泉荃 ran冉然染 rao饶 ren仁任韧 rong荣蓉容融榮 rou柔 ru如茹儒汝
ruan阮 rui瑞睿锐蕊芮 run润 ruo若 sa萨 sen森 sha莎沙 shan山珊善杉单 shang尚商 shao邵少绍 she佘
shen沈申深慎 sheng生胜盛升圣晟勝 shi石时世士诗师施实史仕詩 shou寿守 shu淑书舒树叔姝殊書
shuai帅 shuang双爽霜 shui水 shun顺舜 shuo硕朔 si思司斯丝 song松宋颂嵩 su苏素肃蘇 sui隋 sun孙孫
tai泰台太 tan谭坦檀谈譚 tang唐汤棠湯 tao涛陶桃韬濤 teng腾滕 tian天田甜添恬 tie铁
ting婷廷庭亭挺霆 tong童彤桐同通佟 tu屠图涂 tuo拓 wan万婉晚宛琬萬 wang王望旺汪
wei伟威薇维炜玮微卫蔚为惟唯巍魏韦偉衛韋 wen文雯温闻稳 weng翁 wo沃 wu武吴五伍悟午梧邬吳
xi西希熙溪曦喜习席锡汐 xia霞夏侠遐 xian贤显仙宪娴賢 xiang祥翔香向湘项享相
xiao晓小肖孝萧筱潇笑骁霄曉蕭 xie谢协解謝 xin新欣心鑫馨昕信辛歆 xing星兴幸杏邢興 xiong雄熊
xiu秀修绣 xu旭许徐绪续序煦許 xuan轩宣萱璇玄暄炫軒 xue雪学薛學 xun勋迅训洵荀 ya雅亚娅
yan燕艳妍岩严颜言炎彦晏延闫雁嫣焱艷嚴顏 yang阳洋杨扬央羊漾陽楊揚 yao瑶耀尧姚遥瑤
ye叶业野烨晔葉業 yi一艺怡毅义宜依逸伊易益懿亦奕轶仪意翊義藝 yin音银印尹茵殷寅
ying英莹颖盈影应迎樱瑛滢瑩穎 yong勇永咏泳雍 you友佑优悠尤游幼
yu玉宇雨余于语瑜裕煜昱禹喻羽钰渝郁愉鱼豫誉毓俞虞予 yuan元媛圆远园源渊袁苑原缘遠
yue月悦越岳跃玥粤 yun云芸运韵昀允雲 ze泽则澤 zeng曾增 zha查 zhai翟 zhan展占詹湛
zhang张章彰璋張 zhao赵照昭钊兆趙 zhe哲喆 zhen珍真振震镇贞臻祯甄 zheng正政郑征铮峥鄭
zhi志智芝之治致知直植稚 zhong中忠钟仲鍾 zhou周舟洲州 zhu朱竹珠柱祝筑竺 zhuang庄壮莊 zhuo卓灼
zi子紫梓自姿 zong宗 zou邹鄒 zu祖 zuo左佐作
"""
_COMPOUNDS = {
    "欧阳": "ouyang", "歐陽": "ouyang", "司马": "sima", "上官": "shangguan", "诸葛": "zhuge",
    "皇甫": "huangfu", "尉迟": "yuchi", "公孙": "gongsun", "慕容": "murong", "令狐": "linghu",
    "司徒": "situ", "夏侯": "xiahou", "东方": "dongfang",
}  # fmt: skip

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_READING = {
    char: entry.rstrip(entry.lstrip(_LETTERS))
    for entry in _TABLE.split()
    for char in entry.lstrip(_LETTERS)
}

_RARER = (
    "芷姿彪颂启娥劭赟翀彧煊烜垚淏璟琎琰珺玥瑄瑭璐嬛"
    "妤娉嫒姣骐骞鸢鹭鸾翎翯泠沅沄浚湉溥潼澍濯炀炘烁焜熠燊苒荔荞莞菀"
    "葳蒨蕴蘅蝶衍诣诠邈采铄铎铠锐镕霓笙筠箐籽粲绎绫"
    "绯罡羿聿胤臻昱晙晞曜枢柠栩栎榆榛樾橙岱峤弈弦忱怿惜愿憬懋抒捷攸"
    "斓旖旸兮冕励匀叡吟呦囡垣奂奚妙姗娆娓媛嬉孜孺宓"
    "屹屿嵘洛漫澈渺淳汶沂泱淮滔濡灵炅炳烽焯煌燃爽牧珈琏瑗璋璨甜畅皙皎"
    "硕碧祉祎祯禧秉稷穗窈章竞端简箫粒纭练绣缨翩耘聪"
    "胧舫航芍芦苇苓茗荻莓菡萃萤葵蒙蓉蔚薏虔裴襄诚语诺谊贞赋赛跃轶迅远"
    "逊遨邑郴酉钏铃银锴锶镜间陌隽雯霈霜鞅韬颢飏饶骊"
    "魏鲲鹃黛齐龄吟嘟哲娣婵佩珮霏嫆孀伶俐侬偲傲勉卯吾呢唐喧嗣囿坦埔"
)
GIVEN = frozenset(_READING) | frozenset(_RARER)
"""Characters that names use."""


def spell(surname: str, given: str) -> tuple[str, tuple[str, ...]] | None:
    """Write a name in pinyin without tones.

    Returns:
        The surname and the syllables of the given name in lower case, or None where a
        character is not in the table.
    """
    family = _COMPOUNDS.get(surname) or _READING.get(surname)
    rest = tuple(_READING[char] for char in given if char in _READING)
    return (family, rest) if family and rest and len(rest) == len(given) else None
