"""The look of the desk: escaping, page heads, the style sheet, and the shim for Streamlit's own English. The only place of raw HTML."""

import html
import json
import re

import streamlit as st

from components.context import Context

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&^])")
# What Streamlit says by itself in English, and what a Chinese reader should see instead (platform.md 5).
LEFTOVERS = {
    "Upload": "上传", "Browse files": "选择文件", "Drag and drop file here": "把文件拖到这里", "No results": "没有匹配项",
    "Press Enter to apply": "按回车生效", "Press Enter to submit form": "按回车提交", "Choose an option": "请选择",
    "Choose options": "请选择", "Select all": "全选", "This field is required.": "此项必填。", "(required)": "(必填)",
    "Page not found": "找不到这个页面", "Fullscreen": "全屏", "Close fullscreen": "退出全屏", "Search": "搜索",
    "Show/hide columns": "显示/隐藏列", "Download as CSV": "下载 CSV", "Running...": "正在处理…", "Connecting": "正在连接",
    "Connection error": "连接中断", "Is Streamlit still running?": "请检查服务是否在运行。", "No options to select.": "没有可选项",
    "No options to select": "没有可选项", "Close": "关闭", "Next": "下一页", "Previous": "上一页", "empty": "空",
    "You have selected the maximum number of options": "已达到可选数量上限",
}  # fmt: skip
PATTERNS = (
    (r"^The page that you have requested does not seem to exist\. Running the app's main page\.$", "没有这个页面,或您无权查看。已为您打开首页。"),
    (r"^You do not seem to have access to the requested page\..*$", "没有这个页面,或您无权查看。已为您打开首页。"),
    (r"^(\d+)/(\d+)$", "$1/$2"),
    (r"^(\d+)MB per file.*$", "每个文件不超过 $1MB"),
)
STYLE = """
<style>
[data-testid="stMainBlockContainer"] {padding-top: 2.2rem; max-width: 1500px;}
[data-testid="stSidebarHeader"] {padding-bottom: .25rem;}
[data-testid="stMetric"] {background: #fff; border-radius: .6rem;}
.desk-who {font-size: .82rem; line-height: 1.5; opacity: .92;}
.desk-who b {font-weight: 650;}
.desk-lead {color: #5a716d; font-size: .95rem; margin: -.9rem 0 .4rem 0;}
.desk-demo {position: fixed; right: 14px; bottom: 8px; z-index: 50; pointer-events: none; font-size: 12px; color: #b45309;
  background: #fff7ed; border: 1px solid #fed7aa; border-radius: 999px; padding: 2px 12px; opacity: .95;}
.desk-brand {font-weight: 700; font-size: 1.06rem; letter-spacing: .02em;}
.desk-hint {border: 1px dashed #c7d5d2; border-radius: .6rem; padding: 1.1rem 1.2rem; color: #4b625e; background: #fbfdfc;}
.desk-scroll {overflow-x: auto;}
a.desk-out {color: inherit !important; text-decoration: underline; text-underline-offset: 3px;}
@media (max-width: 640px) {[data-testid="stMainBlockContainer"] {padding: 3.2rem .9rem 3rem .9rem;} h1 {font-size: 1.35rem !important;}}
@media print {[data-testid="stSidebar"], [data-testid="stHeader"], .desk-demo, button {display: none !important;}}
</style>
"""


def md(text: object) -> str:
    """A user's text, shown literally where Streamlit reads Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split())) if text else ""


def esc(text: object) -> str:
    return html.escape(str(text if text is not None else ""))


def raw(markup: str) -> None:
    """Markup made of constants and escaped values only."""
    st.html(markup)


def dress(ctx: Context, *, demo: bool) -> None:
    """Once a run: style sheet, demo mark, and the shim that replaces Streamlit's leftover English."""
    st.html(STYLE)
    if demo:
        st.html(f'<div class="desk-demo">{esc(ctx.t("Demo data, all persons fictional"))}</div>')
    st.html(f"<script>{_SHIM.replace('__WORDS__', json.dumps(_words(ctx.language), ensure_ascii=False))}</script>", unsafe_allow_javascript=True)


def _words(language: str) -> dict[str, object]:
    if language != "zh_CN":
        return {"lang": "en", "exact": {}, "patterns": []}
    return {"lang": "zh-CN", "exact": LEFTOVERS, "patterns": PATTERNS}


_SHIM = """
(() => {
  const words = __WORDS__;
  document.documentElement.lang = words.lang;
  window.deskWords = words;
  const swap = (text) => {
    const w = window.deskWords, key = text.trim();
    if (!key || key.length > 160) return null;
    if (Object.hasOwn(w.exact, key)) return text.replace(key, w.exact[key]);
    for (const [pattern, to] of w.patterns) if (new RegExp(pattern).test(key)) return text.replace(key, key.replace(new RegExp(pattern), to));
    return null;
  };
  const visit = (node) => {
    if (node.nodeType === 3) { const to = swap(node.data); if (to !== null && to !== node.data) node.data = to; return; }
    if (node.nodeType !== 1) return;
    for (const name of ["placeholder", "aria-label", "title"]) {
      const had = node.getAttribute && node.getAttribute(name); if (had) { const to = swap(had); if (to !== null && to !== had) node.setAttribute(name, to); }
    }
    for (const child of node.childNodes) visit(child);
  };
  visit(document.body);
  if (!window.deskShim) {
    window.deskShim = new MutationObserver((list) => { for (const m of list) { if (m.type === "characterData") visit(m.target); else if (m.type === "attributes") visit(m.target); else m.addedNodes.forEach(visit); } });
    window.deskShim.observe(document.body, {childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["placeholder", "aria-label", "title"]});
  }
})();
"""


def page_head(ctx: Context, title: str, lead: str) -> None:
    """Title and one line of what the page is for (msgids)."""
    st.title(ctx.t(title), anchor=False)
    st.html(f'<p class="desk-lead">{esc(ctx.t(lead))}</p>')


def hint(ctx: Context, msgid: str, **params: object) -> None:
    """An empty place says what to do first."""
    st.html(f'<div class="desk-hint">{esc(ctx.t(msgid, **params))}</div>')


def link(text: str, href: str) -> str:
    """Markup of a link to another page of the desk, in the same tab."""
    return f'<a href="{esc(href)}" target="_self">{esc(text)}</a>'
