"""The people who may sign in to the demo, and only there. Their password is published on purpose."""

from dataclasses import dataclass

from db.access import Role

PASSWORD = "seashell-town-7"


@dataclass(frozen=True)
class DemoAccount:
    """`areas` are codes of the made-up town; a liaison has a `unit`, by its short name, instead."""

    username: str
    name: str
    role: Role
    areas: tuple[str, ...] = ()
    unit: str | None = None


STREET, XINXIA, ZHONGXIN = "990101101000", "990101101006", "990101101004"
BEIGUAN, NANZHOU, QIANXING = "990101101001", "990101101010", "990101101011"
# Names of secretaries and grid workers are left open: they are those of the town's own staff.
ACCOUNTS = (
    DemoAccount("street", "潘启明", Role.STREET_ADMIN, (STREET,)),
    DemoAccount("office", "余素清", Role.STREET_STAFF, (STREET,)),
    DemoAccount("xinxia", "", Role.COMMUNITY_SECRETARY, (XINXIA,)),
    DemoAccount("zhongxin", "", Role.COMMUNITY_SECRETARY, (ZHONGXIN,)),
    DemoAccount("beiguan", "", Role.COMMUNITY_SECRETARY, (BEIGUAN,)),
    DemoAccount("qianxing", "", Role.COMMUNITY_SECRETARY, (QIANXING,)),
    DemoAccount("xinxia-staff", "卢碧宜", Role.COMMUNITY_STAFF, (XINXIA,)),
    DemoAccount("nanzhou-staff", "颜少松", Role.COMMUNITY_STAFF, (NANZHOU,)),
    DemoAccount("xinxia-grid", "", Role.GRID_WORKER, (f"{XINXIA}001", f"{XINXIA}002")),
    DemoAccount("zhongxin-grid", "", Role.GRID_WORKER, (f"{ZHONGXIN}003",)),
    DemoAccount("bianban", "", Role.UNIT_LIAISON, unit="县委编办"),
    DemoAccount("renji", "", Role.UNIT_LIAISON, unit="仁济医院"),
    DemoAccount("leader", "柯伯贤", Role.LEADER, (STREET,)),
    DemoAccount("auditor", "詹静如", Role.AUDITOR),
    DemoAccount("system", "梁世煌", Role.SYSADMIN),
)


def accounts() -> list[dict[str, str | None]]:
    """What the console prints: one entry per account, `area` a code or nothing."""
    return [
        {
            "username": account.username,
            "password": PASSWORD,
            "role": account.role.value,
            "area": account.areas[0] if account.areas else None,
        }
        for account in ACCOUNTS
    ]
