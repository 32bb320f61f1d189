// SPDX-License-Identifier: EUPL-1.2
// What axe finds wrong with the page as it stands. Half of axe's time goes to the contrast of texts, and most texts of a page look
// as texts of other pages: with the same colours, size and weight, in the same boxes all the way out. What has passed once in that
// look (`known`) is not asked again; every other rule is asked of everything.
async ({ tags, known }) => {
  while (document.querySelector(".htmx-request")) await new Promise((resolve) => setTimeout(resolve, 20));
  if (!window.axe) window.bringAxe?.();
  if (!window.axe) return null;
  const FOLLOWS_FROM_THE_LOOK = ["pseudoContent", "bgImage", "bgGradient"]; // why axe cannot tell, and could not elsewhere either
  const passed = new Set(known), boxes = new Map();
  const hash = (words) => {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let place = 0; place < words.length; place++) {
      a = Math.imul(a ^ words.charCodeAt(place), 2654435761);
      b = Math.imul(b ^ words.charCodeAt(place), 1597334677);
    }
    return (b >>> 11) * 4294967296 + (a >>> 0);
  };
  const box = (one) => {
    if (!boxes.has(one)) {
      const s = getComputedStyle(one);
      const drawn = [s.backgroundColor, s.backgroundImage, s.opacity, s.position, s.zIndex, s.textShadow, s.filter, s.mixBlendMode];
      const named = [one.tagName, one.getAttribute("class"), one.matches("[disabled], [aria-disabled=true]")];
      boxes.set(one, hash([one.parentElement && box(one.parentElement), ...named, ...drawn].join()));
    }
    return boxes.get(one);
  };
  const look = (one) => {
    const s = getComputedStyle(one);
    return hash([box(one), s.color, s.fontSize, s.fontWeight].join());
  };
  const hasText = (one) =>
    one.matches("input, select, textarea") || [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim());
  const isShown = (one) => one.checkVisibility() && one.offsetWidth !== 1;
  const all = await axe.run(document, { runOnly: tags, rules: { "color-contrast": { enabled: false } }, resultTypes: ["violations"] });
  const fresh = [...document.body.querySelectorAll("*")].filter((one) => hasText(one) && isShown(one) && !passed.has(look(one)));
  const nothing = { violations: [], passes: [], incomplete: [] };
  const contrast = { runOnly: { type: "rule", values: ["color-contrast"] }, elementRef: true };
  const texts = fresh.length ? await axe.run({ include: fresh }, contrast) : nothing;
  const nodes = (results) => results.flatMap((rule) => rule.nodes);
  const settled = nodes(texts.incomplete).filter((node) => FOLLOWS_FROM_THE_LOOK.includes(node.any[0]?.data?.messageKey));
  return {
    wrong: [...all.violations, ...texts.violations].map(
      (rule) => `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`,
    ),
    passed: [...nodes(texts.passes), ...settled].map((node) => look(node.element)),
    asked: fresh.length,
  };
}
