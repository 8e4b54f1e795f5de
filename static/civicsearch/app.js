// Keys, the high contrast switch and small comforts. Every page also works without this file.
(() => {
  "use strict";

  const MODE = "civicsearch-mode";
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);
  const findAll = (selector) => [...document.querySelectorAll(selector)];

  // Runs before the page is painted, so that nobody who needs high contrast is dazzled first.
  if (localStorage.getItem(MODE) === "high-contrast") root.dataset.krdsMode = "high-contrast";

  function showContrastSwitch() {
    const button = find("[data-contrast-switch]");
    if (!button) return;
    const show = () => button.setAttribute("aria-pressed", String(root.dataset.krdsMode === "high-contrast"));
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      root.dataset.krdsMode = root.dataset.krdsMode === "high-contrast" ? "light" : "high-contrast";
      localStorage.setItem(MODE, root.dataset.krdsMode);
      show();
    });
  }

  function foldWhenNarrow() {
    if (!window.matchMedia("(max-width: 1239px)").matches) return;
    for (const details of findAll("[data-fold-when-narrow]")) details.open = false;
  }

  function focusBox() {
    const box = find("[data-search-box]");
    if (!box) return false;
    box.focus();
    box.select();
    return true;
  }

  function step(distance) {
    const hits = findAll("[data-hit]");
    const next = hits[hits.indexOf(document.activeElement) + distance];
    if (next) next.focus();
    else if (distance < 0) focusBox();
    return hits.length > 0;
  }

  function leave() {
    const open = find("details[data-popover][open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
      return true;
    }
    const back = find("[data-back]");
    if (back) back.click();
    return Boolean(back) || (document.activeElement?.matches("[data-hit]") && focusBox());
  }

  const isField = (element) => element?.matches?.("input, select, textarea, [contenteditable]");

  function act(event) {
    const inBox = event.target.matches?.("[data-search-box]");
    if (isField(event.target) && !inBox) return false;
    if (event.key === "/" && !inBox) return focusBox();
    if (event.key === "ArrowDown") return step(1);
    if (event.key === "ArrowUp" && !inBox) return step(-1);
    if (event.key === "Escape" && !(inBox && event.target.value)) return leave();
    return false;
  }

  document.addEventListener("keydown", (event) => {
    // While a syllable is being composed, keys belong to the Korean input method.
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || find("dialog[open]")) return;
    if (act(event)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    for (const details of findAll("details[data-popover][open]")) {
      if (!details.contains(event.target)) details.open = false;
    }
  });

  document.addEventListener("change", (event) => {
    const list = event.target.matches?.("[data-chosen-files]") && find("#chosen-files");
    if (!list) return;
    const megabytes = (size) => `${(size / 1048576).toFixed(1)} MB`;
    list.replaceChildren(
      ...[...event.target.files].map((file) => {
        const item = document.createElement("li");
        item.textContent = `${file.name} (${megabytes(file.size)})`;
        return item;
      }),
    );
  });

  // Shared computers: when the session has ended, nothing of a resident stays on the screen.
  function countMinutes() {
    const shown = find("[data-minutes]");
    if (!shown) return;
    const whole = Number(shown.textContent);
    let left = whole;
    const show = () => (shown.textContent = String(left));
    setInterval(() => {
      left -= 1;
      show();
      if (left <= 0) location.assign(find(".app-brand").href);
    }, 60_000);
    document.addEventListener("htmx:afterRequest", (event) => {
      // What a page asks by itself does not prolong the session.
      if (!event.detail.requestConfig.triggeringEvent) return;
      left = whole;
      show();
    });
  }

  document.addEventListener("htmx:configRequest", (event) => {
    const { parameters } = event.detail;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });

  // Counts arrive after the page: what somebody has unfolded meanwhile stays so.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
    for (const open of target.querySelectorAll("details[id][open]")) {
      fragment.querySelector(`#${open.id}`)?.setAttribute("open", "");
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    // The link that turned the page went with it: the keys go on at the first hit.
    if (event.detail.elt.id === "hits" && document.activeElement === document.body) step(1);
    const announcer = find("[data-announcer]");
    const news = find("[data-announce]");
    if (announcer && news) announcer.textContent = news.textContent.replace(/\s+/g, " ").trim();
  });

  function offerPrinting() {
    const button = find("[data-print]");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  document.addEventListener("DOMContentLoaded", () => {
    showContrastSwitch();
    offerPrinting();
    foldWhenNarrow();
    countMinutes();
  });

  // Only now: jumping to the fragment, which the browser does on its own, takes the focus away.
  window.addEventListener("load", () => {
    if (location.hash.startsWith("#hit-")) find(`${location.hash} [data-hit]`)?.focus();
  });
})();
