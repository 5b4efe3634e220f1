"""What must not be kept is recognised before it is."""

import pytest

from db.rules.privacy import forbidden, is_identity_column, is_identity_number


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("身份证号码", "身份证号"),
        ("身 份\n证 号", "身份证号"),
        ("ID number", "身份证号"),
        ("出生年月", "出生日期"),
        ("Date of birth", "出生日期"),
        ("民族", "民族"),
        ("宗教信仰", "宗教"),
        ("家庭住址", "家庭住址"),
        ("家庭详细地址", "家庭住址"),
        ("门牌号", "家庭住址"),
        ("现居住地", "家庭住址"),
        ("入党时间", "入党时间"),
        ("困难原因", "困难原因"),
        ("月缴党费(元)", "党费"),
    ],
)
def test_headings_give_away_what_stands_below(heading, name):
    assert forbidden(heading) == name


@pytest.mark.parametrize(
    "heading",
    [
        "姓名",
        "单位地址",
        "居住社区",
        "居住小区",
        "网格编号",
        "联系电话",
        "Address",
        "特长",
        "编号",
        "备注",
        "健康服务",
        "服务民族团结岗",
    ],
)
def test_harmless_headings_pass(heading):
    assert forbidden(heading) is None


@pytest.mark.parametrize(
    "text",
    ["11010119900307771X", "110101199003077715", "110101199003077000", "'110101199003077715", " 110101 19900307 7715 "],
)
def test_identity_numbers_are_seen(text):
    assert is_identity_number(text)


@pytest.mark.parametrize(
    "text", ["990101001001001", "11990101000000019X", "110101199013077715", "110101299003077715", "13800138000", ""]
)
def test_other_codes_are_not_taken_for_them(text):
    assert not is_identity_number(text)


def test_a_column_of_them_is_seen_under_any_heading():
    assert is_identity_column(["11010119900307771X", "", "110101198501017715"])
    assert not is_identity_column(["张伟", "李娜", "王芳", "11010119900307771X"])
    assert not is_identity_column(["", ""])
