"""The words of indicator tables: column heads, level names, operators, totals, and what ends a table.

All of it is data. Heads and levels are those of the national form (财预〔2020〕10号, 财预〔2021〕101号) and of the
provincial and municipal forms listed in the project's notes on rules; a form that words a column differently needs a
line here and nothing else.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final

from jixiao.numbers import narrow

__all__ = [
    "EXECUTION_NAMES",
    "HEADS",
    "OPERATORS",
    "QUALITATIVE",
    "STOP",
    "TOTAL",
    "UNIT_WORDS",
    "Role",
    "bracketed_points",
    "head_role",
    "level_of",
    "slim",
    "without_points",
]


class Role(Enum):
    """What a column of an indicator table, or of the funds head above it, says."""

    LEVEL = "level"
    NAME = "name"
    OPERATOR = "operator"
    TARGET = "target"
    ADJUSTED_TARGET = "adjusted_target"
    UNIT = "unit"
    ACTUAL = "actual"
    COMPLETION = "completion"
    POINTS = "points"
    SCORE = "score"
    COEFFICIENT = "coefficient"
    REVIEW = "review"
    REASON = "reason"
    CONTENT = "content"
    RULE = "rule"
    OTHER = "other"
    LABEL = "label"
    MONEY = "money"
    RATE = "rate"


@lru_cache(maxsize=20_000)
def slim(text: str) -> str:
    """``text`` without blanks, in plain characters: the form in which words are compared."""
    return re.sub(r"\s+", "", narrow(text))


_HEADS: Final[dict[Role, str]] = {
    Role.LEVEL: "一级指标 二级指标 一级指标名称 二级指标名称 绩效指标 年度绩效指标 指标类型 指标类别 指标类 指标分类 项目权重",
    Role.NAME: (
        "三级指标 四级指标 三级指标名称 四级指标名称 指标名称 指标内容 具体指标 明细指标 评价指标 考核指标 "
        "指标 绩效指标名称 指标明细 关键指标名称 自评指标 评分指标"
    ),
    Role.OPERATOR: "指标性质 符号 运算符号 运算符 比较符 比较符号 指标方向 计算符号 指标符号 性质 指标值符号 指标运算符",
    Role.TARGET: (
        "年度指标值 指标值 目标值 年初指标值 年初目标值 预期指标值 绩效目标值 计划指标值 年度目标值 预期目标值 "
        "全年指标值 全年目标值 年初目标 计划值 年初设定值 预期值 指标目标值 设定指标值 设定目标值 年度计划值 目标指标值 "
        "预期当年实现值 年度目标 年初设定目标值 年初设定指标值 绩效指标值 计划目标值 年度指标 计划完成值 预期指标 "
        "绩效目标 预期目标 指标目标 计划数 目标数 本年指标值 本年目标值 当年指标值 指标值内容 年初计划值 考核目标值"
    ),
    Role.ADJUSTED_TARGET: "调整指标值 调整后指标值 调整目标值 调整后目标值 全年调整指标值 年中调整指标值",
    Role.UNIT: "计量单位 度量单位 单位 指标单位 指标值单位",
    Role.ACTUAL: (
        "实际完成值 全年完成值 完成值 全年实际完成值 全年实际值 实际值 实际完成情况 完成情况 年终完成值 实际完成 "
        "自评完成值 指标完成值 全年完成情况 实际完成指标值 完成指标值 年度完成值 自评实际值 实际完成数 完成数 "
        "实际指标值 指标完成情况 目标完成情况 全年实际完成情况 年度实际完成值 年末完成值 业绩值 实际完成结果 完成结果 "
        "指标实际完成值 本年完成值 当年完成值 实绩值 实际达成值 达成值 实际执行情况 年度实际值 完成实际值 实际情况"
    ),
    Role.COMPLETION: "完成率 完成程度 完成比例 指标完成率 目标完成率 指标完成程度 完成进度 得分率 实际完成率",
    Role.POINTS: (
        "分值 权重 指标权重 满分 标准分 分值权重 指标分值 标准分值 权重分 权重分值 基础分 权数 满分值 设定分值 "
        "参考分值 分值(权重) 指标分 总分值 权重值 指标权重分值 评分分值 考核分值 指标满分 分数"
    ),
    Role.SCORE: (
        "得分 自评得分 指标得分 自评分 自评分值 自评分数 评分 单位自评得分 实际得分 考评得分 最终得分 评价得分 "
        "自评 单位自评 单位自评分 评价分 评价分值 综合得分 自我评分 自评得分值 考核得分 得分值 得分情况"
    ),
    Role.COEFFICIENT: "得分系数 评分系数 系数",
    Role.REVIEW: (
        "财政审定评分 复核得分 复核分 复评得分 财政评分 主管部门评分 审核得分 抽查得分 核定得分 财政复核得分 复评分 "
        "主管部门审核得分 财政部门评分 复审得分 复核评分 部门复核得分 抽评得分 审定得分 财政审核得分 主管部门复核"
    ),
    Role.REASON: (
        "偏差原因分析及改进措施 偏差原因分析与改进措施 未完成原因分析 未完成原因及拟采取的改进措施 原因 偏差原因 扣分原因 "
        "说明 备注 未完成原因和改进措施 未完成原因 偏差原因分析 改进措施 偏差分析 扣分说明 偏离原因 未完成原因及改进措施 "
        "偏差说明 原因分析 未完成原因说明 未完成原因分析及改进措施 偏差原因及改进措施 扣分原因及改进措施 偏差情况 "
        "偏差情况说明 偏差原因说明 未达标原因 未达成原因 原因说明 偏差原因分析和改进措施 扣分原因和改进措施 扣分理由"
    ),
    Role.OTHER: ("是否核心 是否核心指标 核心指标 序号 指标属性 上年完成值 上年实际值 上年指标值 历史值 指标编码 编号"),
    Role.RULE: (
        "评分标准 评价标准 计分方法 评分细则 指标解释 指标说明 评分规则 计算公式 评价要点 "
        "数据来源 佐证材料 评分依据 评价标准及依据 得分依据 评分办法 评价方法 计分标准 评分方法 计算方法 "
        "指标释义 评价依据 佐证资料 赋分规则 资料来源 取值依据 目标值来源 指标值来源 评分说明 扣分标准 计分办法 "
        "评分规则及说明 指标内涵 三级指标解释 评价方法及标准 规则出处 评分过程 考核标准 考核办法 打分标准"
    ),
    Role.CONTENT: "评价内容 考核内容 评分内容 考评内容 自评内容",
    Role.LABEL: "项目资金 资金情况 资金来源 预算执行情况 年度预算数 资金投入情况 资金构成 预算资金情况 年度预算执行情况 部门预算执行情况",
    Role.MONEY: (
        "年初预算数 全年预算数 全年执行数 年初预算 调整后预算数 预算执行数 调整预算数 预算数 执行数 全年调整预算数 "
        "全年(调整)预算数 全年预算 全年执行 实际支出数 年度预算 预算安排数 实际执行数 到位数 年初预算金额 全年预算金额 "
        "执行金额 实际支出 年度执行数 批复预算数 资金到位数 实际到位数 支出数 调整后预算 全年实际支出数 预算金额 "
        "年度预算数 全年调整后预算数 调整数 年中调整数 实际到位资金 全年支出数"
    ),
    Role.RATE: "执行率 预算执行率 支出率 资金执行率 支出进度 执行进度 预算完成率",
}

HEADS: Final[dict[str, Role]] = {slim(word): role for role, words in _HEADS.items() for word in words.split()}
"""Column heads, without blanks and bracketed remarks, and what such a column says."""

_HEADS_OF_FUNDS: Final[dict[str, Role]] = {
    "执行率权重": Role.POINTS,
    "执行率分值": Role.POINTS,
    "执行率得分": Role.SCORE,
    "预算执行率权重": Role.POINTS,
    "预算执行率得分": Role.SCORE,
}
HEADS.update(_HEADS_OF_FUNDS)

_LONGEST_HEAD = 40
"""Characters, blanks included, beyond which a text is no column head and no group name."""
_REMARK: Final = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_HALF_REMARK: Final = re.compile(r"[(\[][A-Ca-c]?$|[A-Ca-c]?[)\]]$|^[)\]]")
"""What is left of a remark in brackets when a page was cut between two columns."""
_REASON_LIKE: Final = re.compile(r"(?:原因|改进措施|扣分|偏差)")


def head_role(text: str) -> Role | None:
    """What a column headed ``text`` says; ``None`` if the text is no head of an indicator table.

    Remarks in brackets (``分值（100分）``, ``指标值（A）``) do not count, unless the words need them.
    """
    words = slim(text) if len(text) <= _LONGEST_HEAD else ""
    if not words:
        return None
    bare = _HALF_REMARK.sub("", _REMARK.sub("", words)).strip(":：*★")
    role = HEADS.get(words) or HEADS.get(bare)
    if role is not None:
        return role
    if _REASON_LIKE.search(bare) and bare.endswith(("原因", "措施", "分析", "说明", "情况")):
        return Role.REASON
    return None


# --- levels ----------------------------------------------------------------------------------------------------

_FIRST: Final = (
    "产出 效益 满意度 投入 过程 决策 管理 效果 产出与效果 项目决策 项目过程 项目管理 项目产出 项目效益 项目效果 项目绩效 "
    "履职效能 管理效率 履职效果 履职产出 运行成本 社会效应 可持续性 部门产出 部门效益 预算管理 部门管理 部门履职 "
    "投入与过程 投入和过程 资金管理与使用 可持续发展能力 服务对象满意"
)
_SECOND: Final = (
    "数量 质量 时效 成本 经济效益 社会效益 生态效益 环境效益 可持续影响 可持续发展 可持续影响力 可持续发展影响 服务对象满意度 "
    "社会公众或服务对象满意度 服务对象或社会公众满意度 社会公众和服务对象满意度 "
    "经济成本 社会成本 生态环境成本 生态成本 环境成本 产出数量 产出质量 产出时效 产出成本 效益 项目立项 绩效目标 资金投入 资金管理 "
    "组织实施 目标设置 资金落实 业务管理 财务管理 投入管理 项目目标 项目实施 采购管理 预算编制 资产管理 信息公开 "
    "预算执行 绩效管理 整体效能 目标设定 预算配置 预算控制 项目产出 项目效益 经济性 效率性 效果性 公平性 "
    "立项管理 实施管理 产出效益 实施效益 项目效益性 职责履行 社会影响 生态影响"
)
_LEVELS: Final[dict[str, int]] = {
    **{f"{word}{ending}": 2 for word in _SECOND.split() for ending in ("", "指标", "类指标")},
    **{f"{word}{ending}": 1 for word in _FIRST.split() for ending in ("", "指标", "类指标")},
}
_ANY_LEVEL: Final = re.compile(r"[\u4e00-\u9fff、/]{2,14}指标")
_NO_LEVEL: Final = re.compile(r"(?:达成|完成|超额|实现|年度|预期|下达|考核|约束性|各项|关键|主要|重点|核心|具体)")
_POINTS_BEHIND: Final = re.compile(
    r"[(](?:权重|分值|满分|共|合计)?:?(\d+(?:\.\d+)?)(?:分|%)?(?:[×*x][^()]*)?[)]|(?<=[\u4e00-\u9fff])(\d+(?:\.\d+)?)分$"
)


@lru_cache(maxsize=20_000)
def level_of(text: str) -> int | None:
    """The level (1 or 2) that a group of this name has in official forms; ``None`` if it names no group.

    ``产出指标``, ``产出指标（50分）``, ``数 量 指 标`` and unlisted names that end in 指标 are groups; an unlisted one
    counts as second level.
    """
    if len(text) > _LONGEST_HEAD:
        return None
    words = _POINTS_BEHIND.sub("", slim(text)).rstrip(":：")
    level = _LEVELS.get(words)
    if level is None and _ANY_LEVEL.fullmatch(words) and not _NO_LEVEL.search(words) and head_role(words) is None:
        return 2
    return level


def bracketed_points(text: str) -> str | None:
    """The points that a head or group name carries: ``产出指标（50分）`` and ``数量指标15分`` give ``50`` and ``15``."""
    match = re.search(
        r"[(](?:权重|分值|满分|共|合计)?:?(\d+(?:\.\d+)?)分(?:[×*x][^()]*)?[)]|(\d+(?:\.\d+)?)分$", slim(text)
    )
    return (match.group(1) or match.group(2)) if match else None


def without_points(text: str) -> str:
    """A group or indicator name without the points behind it."""
    return _POINTS_BEHIND.sub("", slim(text))


# --- other words -----------------------------------------------------------------------------------------------

TOTAL: Final = re.compile(
    r"^(?:总分|合计|总计|总得分|合计得分|合计总分|自评总分|总分合计|自评得分合计|总评分|总分数)(?![\u4e00-\u9fff])"
)
"""The label of the row that adds up the whole table (compared without blanks)."""

STOP: Final = re.compile(
    r"^(?:其他需要说明|其它需要说明|需要说明|评价结论|自评结论|结论|存在问题|存在的问题|主要问题|改进措施|下一步|注\d*:|(?:备注|说明)(?::|$)|"
    r"填表人|填报人|项目负责人|财务负责人|联系人|联系电话|单位负责人|填表说明|说明:|审核意见|项目名称|附件\d|附表)"
)
"""What stands after the last row of an indicator table (compared without blanks)."""

OPERATORS: Final[dict[str, str]] = {
    **dict.fromkeys(("≥", ">=", "=>", "≧", "大于等于", "不低于", "不少于"), "≥"),
    **dict.fromkeys(("≤", "<=", "=<", "≦", "小于等于", "不高于", "不超过", "不大于"), "≤"),
    **dict.fromkeys(("=", "等于"), "="),
    **dict.fromkeys((">", "大于", "高于"), ">"),
    **dict.fromkeys(("<", "小于", "低于"), "<"),
    **dict.fromkeys(("定性", "定性指标"), "定性"),
}
"""Printed operators and the sign each stands for; ``定性`` marks a qualitative indicator."""

_UNITS: Final = (
    "% ‰ 个 人 次 人次 场 场次 户 件 项 篇 份 台 套 台套 条 座 处 家 所 天 日 月 年 小时 学时 分钟 元 万元 亿元 元/人 元/人·月 "
    "元/人/年 元/人次 元/亩 万元/年 亩 万亩 公顷 米 公里 千米 平方米 平方公里 ㎡ km 立方米 吨 万吨 千克 公斤 只 头 羽 株 万株 "
    "辆 名 位 期 批 批次 期次 本 册 张 幅 部 组 类 种 宗 起 例 栋 间 套(间) 床 村 镇 乡 社区 学校 期数 周 季度 分 百分比 个百分点 "
    "万人 万人次 千瓦 兆瓦 度 万户 人天 人/次 课时 节 班 届 餐 口 眼 根 盏 块 面 平方 元/月 元/年 元/户 元/平方米 公里/年 "
    "次/年 次/月 个/年 对 队 支 艘 架 立方 毫克 微克/立方米 人日 万元/公里 项次 个(套) 篇次 条次 页 课 堂 门 顿 箱 瓶 袋 桶 管 针 剂 剂次 万头 万羽 万元/人 平 公顷 里 尾 万尾 丛 棵 套次 车次 台次 户次 元/平方 元/吨"
)
UNIT_WORDS: Final = frozenset(_UNITS.split())
"""What the column 计量单位 holds."""

_PHRASES: Final = (
    "基本 全部 均 已 较 非常 效果 成效 影响 有所 进一步 持续 不断 逐步 稳步 长期 显著 明显 有效 充分 大幅 圆满 不 未 "
    "及时 按时 按期 如期 良好 较好 优良 优秀 合格 达标 达成 达到 完成 好 高 优 良 中 差 是 否 有 无 健全 完善 完备 合规 规范 "
    "提升 提高 增强 改善 促进 保障 加强 满意 较高 较大 预期 年度 部分 稳定 减少 降低 增加 推动 优化 完整 准确 合理 可行 明确 "
    "可持续 全覆盖 低 符合 带动 深远 情况 目标 水平 指标 程度 要求 实现 落实 到位 齐全 安全 正常 稳固 巩固 扩大"
)
QUALITATIVE: Final = re.compile("(?:" + "|".join(sorted(_PHRASES.split(), key=len, reverse=True)) + "){1,6}")
"""Words that stand for a qualitative target or result (matched on the whole text)."""

_EXECUTION: Final = (
    "预算执行率 执行率 资金执行率 预算资金执行率 资金支出率 预算执行 预算执行情况 项目预算执行率 项目资金执行率 "
    "预算资金支出率 全年预算执行率 部门预算执行率 预算完成率(执行率)"
)
EXECUTION_NAMES: Final = frozenset(_EXECUTION.split())
"""Names under which the execution rate is scored."""
