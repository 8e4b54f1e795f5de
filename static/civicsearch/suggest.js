// Suggestions while typing: a list under the search box (WAI-ARIA combobox). Without this file the box only searches.
(() => {
  "use strict";

  const WAIT = 200; // milliseconds without a key

  function attach(box) {
    const list = document.createElement("ul");
    // The server knows requests of this id for ones that do not prolong the session.
    list.id = `${box.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "검색어 제안");
    box.closest(".sch-input").append(list);
    // A field of the type search may not be a combobox.
    box.type = "text";
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(states)) box.setAttribute(name, value);

    let timer = 0;
    let chosen = -1;

    function choose(place) {
      list.children[chosen]?.setAttribute("aria-selected", "false");
      chosen = place;
      const option = list.children[chosen];
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) box.setAttribute("aria-activedescendant", option.id);
      else box.removeAttribute("aria-activedescendant");
    }

    function show(isOpen) {
      choose(-1);
      list.hidden = !isOpen;
      box.setAttribute("aria-expanded", String(isOpen));
    }

    function close() {
      clearTimeout(timer);
      timer = 0;
      show(false);
    }

    function pick(option) {
      box.value = option.dataset.text;
      close();
      box.form.requestSubmit();
    }

    async function ask() {
      const asked = box.value;
      list.replaceChildren();
      const values = { q: asked, csrfmiddlewaretoken: box.form.elements.csrfmiddlewaretoken.value };
      await window.htmx.ajax("POST", box.dataset.suggest, { source: list, target: list, swap: "innerHTML", values });
      [...list.children].forEach((option, place) => (option.id = `${list.id}-${place}`));
      if (timer && box.value === asked) show(list.children.length > 0);
    }

    box.addEventListener("input", () => {
      close();
      if (box.value.trim()) timer = setTimeout(ask, WAIT);
    });

    box.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      const last = list.children.length - 1;
      if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : -1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) pick(list.children[chosen]);
      else return;
      // While the list is open these keys belong to it, not to the page.
      event.preventDefault();
      event.stopPropagation();
    });

    box.addEventListener("blur", close);
    box.form.addEventListener("submit", close);
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => pick(event.target.closest("[role=option]")));
    // The page's own news is not told again because of it.
    list.addEventListener("htmx:afterSettle", (event) => event.stopPropagation());
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-suggest]").forEach(attach));
})();
