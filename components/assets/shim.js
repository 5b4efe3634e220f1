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
