"""The units of the town: fifteen around 新霞 and some forty-five elsewhere. None of them exists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from db.demo.names import Names, phones
from db.demo.town import Town
from db.rules import uscc

# Name, short name, kind, affiliation, serving members.
UNITS: dict[str, tuple[tuple[str, str, str, str, int], ...]] = {
    "新霞": (
        ("螺州县委编办", "县委编办", "government", "county", 18),
        ("驻螺州某部", "驻螺某部", "military", "none", 42),
        ("螺州县仁济医院", "仁济医院", "institution", "county", 96),
        ("螺州县第三实验小学", "第三实小", "institution", "county", 64),
        ("螺州县交通运输局", "县交通局", "government", "county", 47),
        ("螺州县税务局新霞分局", "新霞税务", "government", "central", 33),
        ("螺州农商银行新霞支行", "农商行新霞", "soe", "city", 21),
        ("螺州恒顺商贸有限公司", "恒顺商贸", "private", "none", 12),
        ("螺州县志愿服务联合会", "县志愿联", "social_org", "county", 16),
        ("螺州县供水有限公司", "县供水", "soe", "county", 38),
        ("霞光社会工作服务中心", "霞光社工", "social_org", "street", 9),
        ("螺州县融媒体中心", "县融媒", "institution", "county", 36),
        ("螺州县司法局", "县司法局", "government", "county", 29),
        ("新霞金街物业服务有限公司", "金街物业", "private", "none", 8),
        ("螺州县图书馆", "县图书馆", "institution", "county", 14),
    ),
    "中新": (
        ("螺州县行政服务中心", "行政中心", "government", "county", 58),
        ("螺州县市场监督管理局", "县市监局", "government", "county", 52),
        ("中新菜市场管理有限公司", "中新市场", "private", "none", 7),
        ("螺州县邮政分公司", "县邮政", "soe", "central", 26),
        ("螺州县文化馆", "县文化馆", "institution", "county", 17),
        ("十字街商户联合会", "十字街商会", "social_org", "street", 11),
        ("螺州县总工会", "县总工会", "government", "county", 15),
    ),
    "北关": (
        ("螺州县教育局", "县教育局", "government", "county", 49),
        ("螺州第一中学", "螺州一中", "institution", "county", 88),
        ("螺州县供电公司", "县供电", "soe", "province", 61),
        ("北关老年大学", "北关老年大学", "institution", "street", 6),
        ("螺州海川建设有限公司", "海川建设", "private", "none", 19),
    ),
    "东南": (
        ("螺州县中医院", "县中医院", "institution", "county", 71),
        ("螺州县卫生健康局", "县卫健局", "government", "county", 34),
        ("螺州县疾病预防控制中心", "县疾控", "institution", "county", 28),
        ("东南大药房连锁有限公司", "东南药房", "private", "none", 5),
        ("螺州县护理学会", "护理学会", "social_org", "county", 10),
    ),
    "西北": (
        ("螺州县自然资源局", "县资源局", "government", "county", 44),
        ("西北幼儿园", "西北幼儿园", "institution", "street", 13),
        ("螺州华茂纺织有限公司", "华茂纺织", "private", "none", 22),
        ("螺州县消防救援大队", "县消防", "government", "central", 24),
    ),
    "东关": (
        ("螺州汽车客运站", "客运站", "soe", "county", 20),
        ("螺州县人民法院", "县法院", "government", "county", 46),
        ("东关建材城管理有限公司", "东关建材", "private", "none", 6),
        ("螺州县烟草专卖局", "县烟草", "government", "central", 31),
        ("东湖社会组织服务中心", "东湖社组", "social_org", "street", 7),
    ),
    "霞东": (
        ("螺州石雕工艺有限公司", "螺州石雕", "private", "none", 18),
        ("螺州县高新产业园管委会", "产业园", "government", "county", 27),
        ("螺州金螺食品有限公司", "金螺食品", "private", "none", 25),
        ("螺州职业中专学校", "螺州职校", "institution", "county", 55),
    ),
    "霞张": (
        ("霞张股份经济合作社", "霞张合作社", "collective", "street", 9),
        ("霞张卫生服务站", "霞张卫生站", "institution", "street", 4),
        ("老张木器店", "老张木器", "sole_trader", "none", 1),
    ),
    "霞园": (
        ("霞园股份经济合作社", "霞园合作社", "collective", "street", 8),
        ("螺州县农业农村局", "县农业局", "government", "county", 37),
        ("霞园小学", "霞园小学", "institution", "street", 19),
    ),
    "南洲": (
        ("螺州县水务局", "县水务局", "government", "county", 35),
        ("南洲中学", "南洲中学", "institution", "county", 43),
        ("江滨商业管理有限公司", "江滨商管", "private", "none", 10),
        ("螺州县海事服务中心", "海事中心", "institution", "city", 12),
        ("南洲舞龙队", "南洲舞龙队", "social_org", "street", 5),
        ("螺州宏远物流有限公司", "宏远物流", "private", "none", 14),
    ),
    "前型": (
        ("前型股份经济合作社", "前型合作社", "collective", "street", 7),
        ("前型小学", "前型小学", "institution", "street", 11),
        ("螺州永盛包装有限公司", "永盛包装", "private", "none", 6),
    ),
}
# Registering authority and body class, and how the inner organisation code begins.
CODE_HEADS = {
    "government": ("11", ""),
    "institution": ("12", ""),
    "social_org": ("51", "MJ"),
    "soe": ("91", "MA"),
    "private": ("91", "MA"),
    "sole_trader": ("92", "MA"),
    "collective": ("N2", "MF"),
}
DIVISION = "990101"


@dataclass(frozen=True)
class UnitRow:
    id: int
    area_id: int
    community_id: int
    name: str
    short_name: str
    uscc: str | None
    kind: str
    affiliation: str
    address: str
    should_register: int
    liaison_name: str
    phone: str


@dataclass(frozen=True)
class UnitRegistrationRow:
    unit_id: int
    area_id: int
    registered_on: date
    receipt_no: str


def make_units(town: Town) -> tuple[UnitRow, ...]:
    rng = Random("units")
    names, numbers = Names(rng), phones(9)
    rows: list[UnitRow] = []
    for short, units in UNITS.items():
        community = town.community(short)
        grids = town.grids_of(community.id)
        for n, (name, unit_short, kind, affiliation, serving) in enumerate(units):
            # One in eight is known only to lie somewhere in the community.
            grid = grids[n % len(grids)] if (len(rows) + 1) % 8 else None
            rows.append(
                UnitRow(
                    id=len(rows) + 1,
                    area_id=grid.id if grid else community.id,
                    community_id=community.id,
                    name=name,
                    short_name=unit_short,
                    uscc=make_code(kind, len(rows) + 1),
                    kind=kind,
                    affiliation=affiliation,
                    address=f"螺城镇{grid.place if grid else short}{rng.randint(1, 188)}号",
                    should_register=serving,
                    liaison_name=names.take(),
                    phone=next(numbers),
                )
            )
    return tuple(rows)


def make_code(kind: str, serial: int) -> str | None:
    """A code that passes every check and belongs to nobody: there is no province 99."""
    if kind not in CODE_HEADS:
        return None
    head, letters = CODE_HEADS[kind]
    inner = letters + str(serial).zfill(8 - len(letters))
    body = head + DIVISION + inner + uscc.organisation_check_digit(inner)
    return body + uscc.check_digit(body)


def register_units(units: tuple[UnitRow, ...], today: date) -> Iterator[UnitRegistrationRow]:
    """Most units have registered with their community; the newest have not got round to it."""
    rng = Random("unit registrations")
    for unit in units:
        if rng.random() < 0.88:
            registered_on = today - timedelta(days=rng.randint(150, 1100))
            yield UnitRegistrationRow(
                unit.id, unit.community_id, registered_on, f"单位报{registered_on.year}-{unit.id:03d}"
            )
