// Replaces what Streamlit says by itself in English. The words come from shim.<language>.json; #desk-lang names the language.
(() => {
  if (window.deskShim) { window.deskShim.start(); return; }
  const known = {};
  let words = null, language = "";
  const swap = (text) => {
    const key = text.trim();
    if (!words || !key || key.length > 160) return null;
    if (Object.hasOwn(words.exact, key)) return text.replace(key, words.exact[key]);
    for (const [pattern, to] of words.patterns) {
      const found = new RegExp(pattern);
      if (found.test(key)) return text.replace(key, key.replace(found, to));
    }
    return null;
  };
  const visit = (node) => {
    if (node.nodeType === 3) {
      const to = swap(node.data);
      if (to !== null && to !== node.data) node.data = to;
      return;
    }
    if (node.nodeType !== 1) return;
    for (const name of ["placeholder", "aria-label", "title"]) {
      const had = node.getAttribute(name);
      const to = had ? swap(had) : null;
      if (to !== null && to !== had) node.setAttribute(name, to);
    }
    for (const child of node.childNodes) visit(child);
  };
  const start = async () => {
    const asked = document.getElementById("desk-lang")?.dataset.lang || "zh_CN";
    if (asked === language) return;
    language = asked;
    document.documentElement.lang = asked.replace("_", "-");
    if (!(asked in known)) {
      const reply = await fetch(`/assets/shim.${asked}.json`);
      known[asked] = reply.ok ? await reply.json() : null;
    }
    words = known[asked];
    visit(document.body);
  };
  const watch = new MutationObserver((list) => {
    for (const change of list) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else visit(change.target);
    }
  });
  watch.observe(document.body, {
    childList: true, subtree: true, characterData: true,
    attributes: true, attributeFilter: ["placeholder", "aria-label", "title"],
  });
  window.deskShim = {start};
  start();
})();
