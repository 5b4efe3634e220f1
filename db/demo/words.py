"""Word lists of the made-up town: names, places, and what its people do, need and promise. All of it is invented."""

SURNAMES = (
    "陈林黄张李王吴刘蔡杨许郑谢郭洪邱曾廖赖徐周叶苏庄江何罗高萧潘简朱钟彭詹胡施沈余赵卢梁颜柯孙魏翁戴范宋方邓杜傅侯曹"
)
GIVEN_MEN = ("志建文海明永家俊春振荣景庆世少伯宗启", "辉诚林彬鹏鑫阳森武生达洲泉宁煌城松贤")
GIVEN_WOMEN = ("美秀雅惠淑婷晓玉雪燕佳诗月巧锦素静碧", "红英云蓉梅娟霞真妍莲凤香芬兰清如宜珠")
GIVEN_SHORT = "敏静丽芳艳娟燕斌辉鹏宁婷"

# One compound or street corner for each grid, in the order of the grids.
PLACES = [
    "北门里",
    "钟楼巷",
    "桂香苑",
    "云梯路",
    "北关新村",
    "东南花园",
    "榕荫小区",
    "海峡路口",
    "莲塘里",
    "丰泽苑",
    "水门巷",
    "西北新村",
    "书院巷",
    "文峰苑",
    "西门外",
    "锦绣家园",
    "中新步行街",
    "十字街",
    "府前巷",
    "螺声小区",
    "中新菜市场",
    "天后巷",
    "富贵楼",
    "东关新城",
    "迎宾路口",
    "东岳巷",
    "东湖名居",
    "车站里",
    "新霞金街",
    "新霞花园",
    "霞光里",
    "青年公寓",
    "新霞公园",
    "惠民小区",
    "实验路",
    "霞东村口",
    "东环苑",
    "石雕街",
    "霞东学苑",
    "竹园里",
    "霞张旧厝",
    "张厝埕",
    "水渠边",
    "西环小区",
    "霞园新居",
    "果园里",
    "霞园祠堂口",
    "茶亭",
    "园前路",
    "南洲渡口",
    "洲头里",
    "江滨一号",
    "南洲市集",
    "沙堤",
    "桥南新城",
    "前型村口",
    "型厝里",
    "前型小学旁",
    "桥西仓储路",
]

# Category -> titles; {p} is a place, {u} a unit by its short name, {t} one of the topics.
TITLES = {
    "policy_talk": ["“{t}”政策宣讲", "{p}楼下讲政策:{t}", "{t}宣传进{p}", "党员上党课:{t}", "{u}送政策进社区:{t}"],
    "sanitation": [
        "{p}卫生大扫除",
        "{p}清洁家园行动",
        "清理{p}楼道杂物",
        "{p}周边捡拾垃圾",
        "周末卫生日:{p}",
        "{p}除草清淤",
    ],
    "patrol": ["{p}夜间巡逻", "{p}消防通道排查", "平安护学岗:{p}", "{p}电动车充电隐患检查"],
    "mediation": ["{p}邻里纠纷调解", "{p}停车矛盾协商会", "物业费纠纷现场调解"],
    "poverty_relief": ["走访困难家庭", "节前送米面油", "爱心物资分送{p}"],
    "elderly_care": ["陪独居老人过节", "{p}助老理发日", "为老人代购代办", "残疾人家庭小修小补"],
    "health": ["{p}免费测血压血糖", "{u}义诊进社区", "急救技能体验课", "口腔健康检查"],
    "legal_aid": ["{u}法律咨询日", "{p}反诈现场答疑", "劳动合同权益咨询"],
    "tutoring": ["四点半课堂", "暑期托管志愿课", "{p}亲子阅读", "护苗安全小课堂"],
    "culture_sports": ["{p}邻里节", "写春联送祝福", "广场舞交流会", "端午包粽子", "社区趣味运动会"],
    "employment": ["招聘信息送到{p}", "家政技能培训", "电商开店入门课"],
    "property": ["{p}加装充电桩议事", "{p}楼栋公约讨论", "老旧小区改造意见征集"],
    "emergency": ["台风天值守{p}", "强降雨低洼处巡查", "低温天气走访"],
    "organisation": ["主题党日走进{p}", "共建单位联席会", "党群服务中心开放日"],
    "other": ["社区旧物交换日", "志愿者见面会"],
}

TOPICS = [
    "反诈防骗",
    "医保缴费",
    "垃圾分类",
    "用电安全",
    "消防安全",
    "文明养犬",
    "养老服务",
    "退役军人优待",
    "防汛避险",
    "创城知识",
    "节约用水",
    "生育支持",
    "就业补贴",
    "社保年审",
    "道路交通安全",
]

# Whose name may stand before such a title: a character of it gives the trade away.
TRADES = {"health": "医卫疾护药", "legal_aid": "司法"}

# How often each category is held, among talks and tidying and among the others.
WEIGHTS = {
    "policy_talk": 31.5,
    "sanitation": 27.0,
    "patrol": 6.0,
    "mediation": 2.0,
    "poverty_relief": 4.5,
    "elderly_care": 5.0,
    "health": 4.0,
    "legal_aid": 2.0,
    "tutoring": 3.5,
    "culture_sports": 3.5,
    "employment": 1.5,
    "property": 2.0,
    "emergency": 1.0,
    "organisation": 1.8,
    "other": 0.7,
}

# Months (1-12) in which a category is held two and a half times as often.
SEASONS = {
    "sanitation": (3, 4, 12),
    "poverty_relief": (1, 2, 9),
    "elderly_care": (9, 10),
    "tutoring": (7, 8),
    "culture_sports": (1, 5, 6, 9),
    "emergency": (7, 8, 9),
    "organisation": (6, 7),
    "policy_talk": (7, 11, 12),
}

# Category -> what came of it; {n} is a small number, {m} a larger one.
OUTCOMES = {
    "policy_talk": ["解答居民提问{n}条", "发放宣传单{m}份"],
    "sanitation": ["清走杂物{n}处", "清理卫生死角{n}处"],
    "patrol": ["发现隐患{n}处,已当场处理", "纠正违规停放{n}辆"],
    "mediation": ["双方达成一致并握手言和", "约定下周再谈一次"],
    "poverty_relief": ["送到{n}户", "登记新需求{n}件"],
    "elderly_care": ["服务老人{n}位", "帮助{n}户更换灯具"],
    "health": ["检查{m}人次,建议复查{n}人", "教会{m}人正确按压"],
    "legal_aid": ["接受咨询{n}件", "帮助填写材料{n}份"],
    "tutoring": ["看护孩子{n}名", "完成作业辅导{n}人"],
    "culture_sports": ["参加居民约{m}人", "收到节目报名{n}个"],
    "employment": ["达成求职意向{n}人", "培训{n}人"],
    "property": ["议定事项{n}条", "收集意见{n}条"],
    "emergency": ["转移低洼处住户{n}户", "无险情"],
    "organisation": ["议定共建事项{n}条", "新认领岗位{n}个"],
    "other": ["居民反响好", "交换旧物{m}件"],
}

# Category -> what grids report; {p} is a place.
NEEDS = {
    "safety": ["{p}路灯不亮", "{p}电线私拉乱接", "{p}消防通道被占"],
    "environment": ["{p}下水道返臭", "{p}垃圾桶点位太远", "{p}雨天积水"],
    "property": ["{p}缺少非机动车充电棚", "{p}楼道扶手松动", "{p}门禁损坏"],
    "elderly": ["{p}独居老人缺人探望", "{p}老人助餐点不足", "{p}残疾人出行缺坡道"],
    "children": ["{p}儿童放学后无人看护", "{p}青少年暑期活动少"],
    "venue": ["{p}健身器材损坏", "{p}缺少晾晒场地"],
    "health": ["希望{p}每月有一次义诊", "{p}血压监测点"],
    "skills": ["{p}居民想学智能手机", "{p}家政技能培训需求"],
    "legal": ["{p}租房合同纠纷多", "{p}物业费收取不清"],
    "culture": ["{p}希望办书画班", "{p}想有周末电影"],
}
# The same for small wishes.
WISHES = {
    "elderly": ["想要一盏小夜灯", "想请人修一修老收音机"],
    "children": ["想要一套课外书"],
    "culture": ["想学跳一支舞"],
    "health": ["想要一副护膝"],
    "skills": ["想有人教剪视频"],
}

# Category -> (content, measure, target, frequency); "community" is what the community promises in return.
PROMISES = {
    "joint_organisation": (
        ("党组织负责人参加联席会议", "times", 1, "quarterly"),
        ("联合开展主题党日", "sessions", 1, "half_year"),
    ),
    "shared_resources": (
        ("向居民开放会议室或活动场地", "hours", 8, "monthly"),
        ("提供停车位错时共享", "places", 20, "once"),
    ),
    "joint_activities": (
        ("组织党员参加社区志愿服务", "sessions", 1, "monthly"),
        ("联合举办便民服务日", "sessions", 1, "quarterly"),
    ),
    "joint_security": (
        ("派员参加夜间巡逻", "times", 2, "quarterly"),
        ("开展一次消防演练", "sessions", 1, "year"),
    ),
    "joint_environment": (
        ("参加社区卫生整治", "sessions", 1, "quarterly"),
        ("认领绿地养护", "places", 1, "once"),
    ),
    "joint_culture": (
        ("联办文艺或体育活动", "sessions", 1, "half_year"),
        ("提供文化活动讲师", "times", 2, "year"),
    ),
    "joint_welfare": (
        ("慰问困难家庭", "households", 10, "half_year"),
        ("捐助助学资金", "yuan", 5000, "year"),
    ),
    "community": (
        ("提供活动场地并组织居民", "sessions", 1, "quarterly"),
        ("每季度通报党员服务情况", "times", 1, "quarterly"),
    ),
}

# Which kinds of activity keep which kind of promise.
KEEPS = {
    "joint_activities": ("policy_talk", "sanitation", "health", "tutoring", "employment", "legal_aid", "mediation"),
    "joint_environment": ("sanitation",),
    "joint_security": ("patrol",),
    "joint_culture": ("culture_sports",),
    "joint_welfare": ("poverty_relief", "elderly_care"),
    "joint_organisation": ("organisation",),
}

POSTS = ["政策宣传岗", "环境监督岗", "治安巡防岗", "邻里调解岗", "助老服务岗", "文体骨干岗", "应急响应岗", "护学岗"]
SKILLS = ["医护", "法律", "会计", "水电维修", "书法", "摄影", "英语", "计算机", "心理辅导", "驾驶", "急救", "主持"]
CLOSE_REASONS = ["单位机构撤并,双方同意终止", "场地搬迁,无法继续履约", "合作内容并入街道统一协议"]
PAUSE_REASONS = ["单位办公楼装修,暂停三个月", "负责人调整,待重新对接"]
VOID_REASONS = ["重复录入", "日期填错,已重录", "活动因雨取消"]
